"""The record types as data: which items are read as what, and what their codes say."""

import tomllib
from dataclasses import dataclass
from functools import cache

from ingest.layouts import LAYOUTS


@dataclass(frozen=True)
class RecordType:
    """A record type: its number in the register file, and the item's name of every role."""

    number: str
    items: dict[str, str]


@dataclass(frozen=True)
class Correction:
    """A history whose rows hold the former value of a column, and the reason a row of it stands for."""

    record: str
    history_kind: str
    column: str
    reason_code: str


@dataclass(frozen=True)
class KindChange:
    """An entry by which a resident becomes Japanese or foreign."""

    entry_reason_code: str
    kind_before: str
    kind_after: str


@dataclass(frozen=True)
class RecordLayout:
    """Everything about the file that is not published or may differ; `hachinohe.toml` explains it."""

    profile: str
    municipality_code: str
    records: dict[str, RecordType]
    values: dict[str, tuple[str, ...]]
    corrections: tuple[Correction, ...]
    kind_changes: tuple[KindChange, ...]

    def correction_reasons(self) -> list[str]:
        """Return the reasons of corrections, each once, in the order of the layout."""
        return list(dict.fromkeys(correction.reason_code for correction in self.corrections))


@cache
def read_record_layout() -> RecordLayout:
    """Return the layout of the Hachinohe records."""
    document = tomllib.loads((LAYOUTS / "records" / "hachinohe.toml").read_text("utf-8"))
    return RecordLayout(
        profile=document["profile"],
        municipality_code=document["municipality_code"],
        records={name: RecordType(**record) for name, record in document["records"].items()},
        values={name: tuple(values) for name, values in document["values"].items()},
        corrections=tuple(Correction(**entry) for entry in document["corrections"]),
        kind_changes=tuple(KindChange(**entry) for entry in document["kind_changes"]),
    )
