"""The profiles as data: which columns a delivery has and how each is read.

`ingest/layouts/*.toml` are built in; `<home>/layouts/*.toml` are those of a municipality's own vendor.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from store.errors import ConfigurationError
from store.home import PROJECT_ROOT, Home

LAYOUTS = PROJECT_ROOT / "ingest" / "layouts"
KINDS = ("residents", "changes")
"""Both kinds, in the order they are loaded: the base comes before what changes it."""
CSV, FIXED = "csv", "fixed"
AMBIGUOUS = "ambiguous_number"
"""Content of a column whose values, not its name, say whether it holds My Numbers."""
HARDLY_REPEATED = ("number", AMBIGUOUS, "check_digit", "timestamp")
"""Contents with so many distinct values that looking one up costs more than reading it."""
ENCODINGS = ("utf-8", "cp932")


@dataclass(frozen=True)
class Condition:
    """Holds for rows whose code in `column` has one of `values` in the seed's `attribute`."""

    column: str
    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LayoutColumn:
    """One column of a delivery; `ingest/layouts/std.toml` and `legacy.toml` explain every field."""

    name: str
    content: str
    column: str = ""
    item: str = ""
    """The item of the base profile this is, if the vendor calls it otherwise."""
    width: int = 0
    """Bytes in a record of fixed length."""
    out_of_scope_values: tuple[str, ...] = ()
    """Rows with one of these are not a resident's; blank when every row is in scope."""
    reason: str = ""
    """Why a column without an item is dropped."""
    kinds: tuple[str, ...] = KINDS
    group: str = ""
    required: bool = False
    required_when: tuple[Condition, ...] = ()
    applies_when: tuple[Condition, ...] = ()
    contradiction: str = "ignore"
    on_fault: str = "warn"
    rule_name: str = ""
    zero_is_value: bool = False
    """Zero is one of its codes; in other columns older systems write it for nothing."""
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
    def item_name(self) -> str:
        """The item this is; by it policies and code maps are found."""
        return self.item or self.name

    @property
    def rule_stem(self) -> str:
        """What the names of this column's rules begin with."""
        return self.rule_name or self.column

    @property
    def is_kept(self) -> bool:
        is_ignored = self.content == AMBIGUOUS and not self.domain
        return self.content not in ("dropped", "check_digit", "scope") and not is_ignored

    @property
    def read_as(self) -> str:
        """What the column is called once it is read; blank if its values are not looked at."""
        is_looked_at = self.is_kept or self.content in ("check_digit", "scope")
        return (self.column or self.content) if is_looked_at else ""


@dataclass(frozen=True)
class Layout:
    """One kind of delivery of one profile."""

    profile: str
    kind: str
    encoding: str
    columns: tuple[LayoutColumn, ...]
    form: str = CSV
    are_states_told_back: bool = False
    """States of old changes are told back from the present: a later delivery may tell them otherwise."""
    bases: tuple[str, ...] = ()
    """The profiles it is based on, the nearest first."""

    @property
    def item_profile(self) -> str:
        """The profile whose items and column policies these are."""
        return (self.profile, *self.bases)[-1]

    @property
    def is_canonical(self) -> bool:
        """Whether values are written as the ledger's profile writes them: ISO dates, codes of the lists."""
        return not self.bases

    @property
    def record_bytes(self) -> int:
        """The length of a record of fixed length, without its line end."""
        return sum(column.width for column in self.columns)

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


def _column(entry: dict[str, Any]) -> LayoutColumn:
    settings = {("except_" if key == "except" else key): value for key, value in entry.items()}
    for key in ("required_when", "applies_when"):
        conditions = settings.get(key, [])
        settings[key] = tuple(
            Condition(condition["column"], condition["attribute"], tuple(condition["values"]))
            for condition in conditions
        )
    settings["except_"] = tuple((name, tuple(values)) for name, values in settings.get("except_", {}).items())
    for key in ("kinds", "unknown_values", "out_of_scope_values"):
        if key in settings:
            settings[key] = tuple(settings[key])
    unknown = set(settings) - {column.name for column in fields(LayoutColumn)}
    if unknown:
        raise ValueError(f"a column has unknown settings: {', '.join(sorted(unknown))}")
    return LayoutColumn(**settings)


def _bases(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the profiles that a profile is based on, the nearest first."""
    if "based_on" not in document:
        return []
    base = read_document(LAYOUTS / f"{document['based_on']}.toml")
    return [base, *_bases(base)]


def _entries(document: dict[str, Any], bases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the settings of a profile's columns; a column with an `item` takes over those of its base."""
    own: list[dict[str, Any]] = document.get("columns", [])
    if not bases:
        return own
    inherited = _entries(bases[0], bases[1:])
    if not own:
        return inherited
    items = {entry.get("item", entry["name"]): entry for entry in inherited}
    unknown = [entry["item"] for entry in own if entry.get("item", "") not in (*items, "")]
    if unknown:
        raise ValueError(f"{document['based_on']} has no item {', '.join(unknown)}")
    return [{**items.get(entry.get("item", ""), {}), "name": entry.get("item"), **entry} for entry in own]


def read_document(path: Path) -> dict[str, Any]:
    """Return what a layout file says."""
    return tomllib.loads(path.read_text("utf-8"))


def _read_profile(path: Path) -> list[Layout]:
    document = read_document(path)
    if document["encoding"] not in ENCODINGS:
        raise ValueError(f"encoding is none of {', '.join(ENCODINGS)}")
    bases = _bases(document)
    columns = [_column(entry) for entry in _entries(document, bases)]
    return [
        Layout(
            profile=document["profile"],
            kind=kind,
            encoding=document["encoding"],
            columns=tuple(column for column in columns if kind in column.kinds),
            form=document.get("form", CSV),
            bases=tuple(base["profile"] for base in bases),
        )
        for kind in document.get("kinds", KINDS)
    ]


@cache
def read_layouts() -> tuple[Layout, ...]:
    """Return every built-in layout, those that others are based on first."""
    paths = [path for path in sorted(LAYOUTS.glob("*.toml")) if path.name != "refused.toml"]
    layouts = [layout for path in paths for layout in _read_profile(path)]
    return tuple(sorted(layouts, key=lambda layout: len(layout.bases)))


def home_layouts(home: Home) -> tuple[Layout, ...]:
    """Return the built-in layouts and those of the home.

    Raises ConfigurationError, naming the file, for one that is no layout.
    """
    own: list[Layout] = []
    for path in sorted(home.layouts.glob("*.toml")):
        try:
            own += _read_profile(path)
        except (
            tomllib.TOMLDecodeError,
            UnicodeDecodeError,
            OSError,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            raise ConfigurationError(f"{path} is no layout of a delivery ({error}). Mend the file.") from None
    return (*read_layouts(), *own)
