"""The profiles as data: which columns a delivery has and how each is read."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from store.home import PROJECT_ROOT

LAYOUTS = PROJECT_ROOT / "ingest" / "layouts"
KINDS = ("residents", "changes")
"""Both kinds, in the order they are loaded: the base comes before what changes it."""


@dataclass(frozen=True)
class Condition:
    """Holds for rows whose code in `column` has one of `values` in the seed's `attribute`."""

    column: str
    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LayoutColumn:
    """One column of a delivery; `ingest/layouts/std.toml` explains every field."""

    name: str
    content: str
    column: str = ""
    kinds: tuple[str, ...] = KINDS
    group: str = ""
    required: bool = False
    required_when: tuple[Condition, ...] = ()
    applies_when: tuple[Condition, ...] = ()
    contradiction: str = "ignore"
    on_fault: str = "warn"
    rule_name: str = ""
    unknown_values: tuple[str, ...] = ()
    unknown_as: str | None = None
    seed: str = ""
    except_: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Codes left out of the closed list: those with one of these values in a seed attribute."""
    master: str = ""
    joiner: str = ""
    system: str = ""
    domain: str = ""
    parts: str = ""
    unknown_parts: str = "zero"
    digits: int = 0
    smallest: int = 0
    largest: int = 0
    smaller_than: str = ""

    @property
    def rule_stem(self) -> str:
        """What the names of this column's rules begin with."""
        return self.rule_name or self.column

    @property
    def is_kept(self) -> bool:
        return self.content not in ("dropped", "check_digit")


@dataclass(frozen=True)
class Layout:
    """One kind of delivery of one profile."""

    profile: str
    kind: str
    encoding: str
    delimiter: str
    columns: tuple[LayoutColumn, ...]

    def by_name(self) -> dict[str, LayoutColumn]:
        """Return the columns by their header name."""
        return {column.name: column for column in self.columns}

    def name_of(self, column: str) -> str:
        """Return the header name of a ledger column."""
        return next(each.name for each in self.columns if each.column == column)

    def mandatory_names(self) -> set[str]:
        """Return the header names every delivery has; those of optional groups are left out."""
        return {column.name for column in self.columns if not column.group}

    def groups(self) -> dict[str, set[str]]:
        """Return the header names of each optional group."""
        groups: dict[str, set[str]] = {}
        for column in self.columns:
            if column.group:
                groups.setdefault(column.group, set()).add(column.name)
        return groups


@dataclass(frozen=True)
class Refusal:
    """A kind of delivery that is never taken, recognised by its columns."""

    name: str
    reason: str
    columns: frozenset[str]


def _column(entry: dict[str, Any]) -> LayoutColumn:
    settings = {("except_" if key == "except" else key): value for key, value in entry.items()}
    for key in ("required_when", "applies_when"):
        conditions = settings.get(key, [])
        settings[key] = tuple(
            Condition(condition["column"], condition["attribute"], tuple(condition["values"]))
            for condition in conditions
        )
    settings["except_"] = tuple((name, tuple(values)) for name, values in settings.get("except_", {}).items())
    for key in ("kinds", "unknown_values"):
        if key in settings:
            settings[key] = tuple(settings[key])
    unknown = set(settings) - {column.name for column in fields(LayoutColumn)}
    if unknown:
        raise ValueError(f"a layout column has unknown settings: {sorted(unknown)}")
    return LayoutColumn(**settings)


def _read_profile(path: Path) -> list[Layout]:
    document = tomllib.loads(path.read_text("utf-8"))
    columns = [_column(entry) for entry in document["columns"]]
    return [
        Layout(
            profile=document["profile"],
            kind=kind,
            encoding=document["encoding"],
            delimiter=document["delimiter"],
            columns=tuple(column for column in columns if kind in column.kinds),
        )
        for kind in KINDS
    ]


@cache
def read_layouts() -> tuple[Layout, ...]:
    """Return every layout of every profile, in the order of the profiles' names."""
    paths = [path for path in sorted(LAYOUTS.glob("*.toml")) if path.name != "refused.toml"]
    return tuple(layout for path in paths for layout in _read_profile(path))


@cache
def read_refusals() -> tuple[float, tuple[Refusal, ...]]:
    """Return the share of names by which a forbidden delivery is recognised, and the forbidden deliveries."""
    document = tomllib.loads((LAYOUTS / "refused.toml").read_text("utf-8"))
    refusals = (
        Refusal(entry["name"], entry["reason"], frozenset(entry["columns"])) for entry in document["refusals"]
    )
    return document["threshold"], tuple(refusals)
