"""Which rows of which delivery are loaded, when, and after which months were closed (01-feed 1.4, 02 2.8)."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.oracle import values
from tests.oracle.changes import OUT_MOVES, Change
from tests.oracle.reading import Fault, read_change, read_resident


@dataclass(frozen=True)
class Closing:
    """A month closed or reopened: what holds from this place of the ledger on."""

    position: int
    municipality: str
    closed_through: str | None
    """The last closed month, YYYY-MM; None = every month is open again."""


@dataclass
class Store:
    """Everything loaded so far, in load order. Deliveries and closings share one row of numbers."""

    residents: dict[tuple[str, int, date], Change] = field(default_factory=dict)
    changes: dict[tuple[str, int, int], Change] = field(default_factory=dict)
    base_dates: dict[str, date] = field(default_factory=dict)
    ledger: list[tuple[str, str, Counter[str]]] = field(default_factory=list)
    """File name, kind, rows by outcome."""
    quarantine: list[tuple[str, int, str, str]] = field(default_factory=list)
    """File name, row number, column at fault (blank if none), rule (blank unless its name is fixed)."""
    position: int = 0
    """Of the last delivery or closing."""
    closings: list[Closing] = field(default_factory=list)
    loaded_at: dict[Change, int] = field(default_factory=dict)
    """The position of the delivery that brought a row."""

    def close(self, municipalities: Iterable[str], closed_through: str | None) -> None:
        """Close months up to this one, or reopen the later ones: one entry of the ledger."""
        self.position += 1
        self.closings += [Closing(self.position, code, closed_through) for code in municipalities]

    def load(self, path: Path) -> None:
        """Judge every row of a delivery: "form, superseded, duplicate or conflict"."""
        self.position += 1
        header, records = read_file(path)
        kind = "residents" if "基準日" in header else "changes"
        outcomes: Counter[str] = Counter()
        for row_number, record in enumerate(records, start=1):
            outcome = self._judge(path.name, row_number, kind, header, record)
            outcomes[outcome] += 1
        self.ledger.append((path.name, kind, outcomes))

    def _judge(self, file: str, row_number: int, kind: str, header: list[str], record: list[str]) -> str:
        try:
            if len(record) != len(header):  # "a wrong field count elsewhere quarantines the row"
                raise Fault("")
            cells = dict(zip(header, record, strict=True))
            change = read_resident(cells) if kind == "residents" else read_change(cells)
        except Fault as fault:
            self.quarantine.append((file, row_number, str(fault), ""))
            return "quarantined"
        outcome = self._keep_resident(change) if kind == "residents" else self._keep_change(change)
        if outcome in ("conflicting_row", "no_base"):
            self.quarantine.append((file, row_number, "", outcome))
            return "quarantined"
        if outcome == "loaded":
            self.loaded_at[change] = self.position
        return outcome

    def _keep_resident(self, resident: Change) -> str:
        # "The first base date loaded is the base; … later ones are compared": loaded, and change nothing.
        base = self.base_dates.setdefault(resident.municipality, resident.recorded)
        assert resident.recorded >= base, "an earlier base date is refused whole"
        return _keep(self.residents, (resident.municipality, resident.person, resident.recorded), resident)

    def _keep_change(self, change: Change) -> str:
        if change.municipality not in self.base_dates:
            return "no_base"
        if self._is_superseded(change):
            return "superseded"
        return _keep(self.changes, (change.municipality, change.person, change.history), change)

    def _is_superseded(self, change: Change) -> bool:
        """Whether "履歴番号 is not greater than the person's row in the … first residents delivery"."""
        base = self.base_dates[change.municipality]
        resident = self.residents.get((change.municipality, change.person, base))
        if resident is None or change.history > resident.history:
            return False
        if change.reason in ("19", "50"):  # "… and 19 and 50 rows, which may name one"
            return False
        planned = values.full_date(change.changed) if change.reason in OUT_MOVES else None
        return (
            planned is None or planned <= base
        )  # "except a 転出 planned (full calendar date) after the base date"

    def persons(self) -> dict[tuple[str, int], list[Change]]:
        """Return the rows of every person: the 00 row of the base, if any, and all changes."""
        rows: dict[tuple[str, int], list[Change]] = defaultdict(list)
        for (municipality, person, day), resident in self.residents.items():
            if day == self.base_dates[municipality]:
                rows[municipality, person].append(resident)
        for change in self.changes.values():
            rows[change.municipality, change.person].append(change)
        return rows


def _keep(loaded: dict, key: tuple, row: Change) -> str:
    """Load the row, or compare it with the one loaded: the same kept content is a duplicate."""
    if key not in loaded:
        loaded[key] = row
        return "loaded"
    return "duplicate" if loaded[key] == row else "conflicting_row"


def read_file(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and records of a std delivery (UTF-8 with or without BOM)."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        header, *records = csv.reader(stream)
    return header, records


def load_all(paths: Iterable[Path]) -> Store:
    """Return the store after loading the deliveries in this order."""
    store = Store()
    for path in paths:
        store.load(path)
    return store
