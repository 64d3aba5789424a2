"""Which rows of which delivery are loaded, and what of them (01-feed 1.1, 1.2, 1.4)."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from tests.oracle import values
from tests.oracle.values import BirthParts

ADDS = {"00", "11", "12", "13", "14", "15", "16", "19"}
REMOVES = {"21", "22", "23", "24", "25", "26", "29"}
MODIFIES = {f"{number}" for number in range(31, 50)}
WITHOUT_EFFECT = {"17", "18", "27", "28", "50", "51"}
OUT_MOVES = {"21", "22"}
CANCELLATIONS = {"19", "29", "49"}
NOTICE = "50"
NAMES_A_ROW = CANCELLATIONS | {NOTICE}


@dataclass(frozen=True)
class State:
    """A person's record after a change, as far as it counts."""

    town: str
    sex: str
    kind: str
    birth: BirthParts
    household: int | None
    is_householder: bool
    kept: tuple[str, ...]
    """What is kept and not counted: nationality, residence status, article 30-45, relationship, areas."""


@dataclass(frozen=True)
class Change:
    """One loaded row. A row of the base has reason 00 and all its dates on the base date."""

    municipality: str
    person: int
    history: int
    reason: str
    notification_type: str
    changed: BirthParts
    notified: date | None
    recorded_at: datetime
    target: int | None
    state: State
    partners: tuple[str, str, str, str]
    """Origin municipality and country, destination municipality and country; blank = unknown."""

    @property
    def recorded(self) -> date:
        return self.recorded_at.date()


class Fault(Exception):
    """A cell that "decides who is counted is missing or malformed"; carries the column name, no value."""


def _need(parsed, column: str):
    if parsed is None:
        raise Fault(column)
    return parsed


def _among(text: str, allowed: Iterable[str]) -> str | None:
    return text if text in allowed else None


def read_state(cells: dict[str, str], *, household_needed: bool) -> State:
    """Return the state columns of a row. Raises Fault for a wrong one that decides who is counted."""
    household = values.read_digits(cells["世帯番号"], 15)
    if household_needed:
        _need(household, "世帯番号")
    kind = _need(_among(cells["住民種別"], {"1", "2"}), "住民種別")
    relationship = values.read_relationship(cells["続柄"])
    foreign = ("", "", "")
    if kind == "2":  # "a nationality on kind 1" contradicts and is loaded as unknown
        foreign = (
            values.read_nationality(cells["国籍・地域コード"]),
            values.read_term(cells["在留資格"], "residence_status_codes"),
            values.read_term(cells["第30条45規定区分"], "article_30_45_codes"),
        )
    areas = tuple(cells.get(f"地区管理コード{number}", "") for number in range(1, 11))
    return State(
        town=values.read_town(cells["町字コード"]),
        sex=_need(_among(cells["性別"], {"0", "1", "2"}), "性別"),
        kind=kind,
        birth=_need(values.read_parts(cells["生年月日"]), "生年月日"),
        household=household,
        is_householder=relationship == "世帯主",
        kept=(*foreign, relationship, *areas),
    )


def read_key(cells: dict[str, str]) -> tuple[str, int, int]:
    """Return 市区町村コード, 宛名番号, 履歴番号. Raises Fault."""
    municipality = cells["市区町村コード"]
    if not values.has_check_digit(municipality):
        raise Fault("市区町村コード")
    person = _need(values.read_digits(cells["宛名番号"], 15), "宛名番号")
    return municipality, person, _need(values.read_history_number(cells["履歴番号"]), "履歴番号")


def read_resident(cells: dict[str, str]) -> Change:
    """Return a row of 全件データ as the 00 row it is."""
    municipality, person, history = read_key(cells)
    parts = _need(values.read_parts(cells["基準日"]), "基準日")
    base = _need(values.full_date(parts), "基準日")
    state = read_state(cells, household_needed=True)
    recorded_at = datetime(base.year, base.month, base.day)
    return Change(municipality, person, history, "00", "", parts, base, recorded_at, None, state, ("",) * 4)


def read_change(cells: dict[str, str]) -> Change:
    """Return a row of 異動データ."""
    municipality, person, history = read_key(cells)
    reason = _need(
        _among(cells["異動事由コード"], (ADDS | REMOVES | MODIFIES | WITHOUT_EFFECT) - {"00"}),
        "異動事由コード",
    )
    target = None
    if reason in NAMES_A_ROW:  # "ignored on other reasons"; "smaller than the row's own number"
        target = _need(values.read_history_number(cells["参照履歴番号"]), "参照履歴番号")
        _need(target if target < history else None, "参照履歴番号")
    return Change(
        municipality=municipality,
        person=person,
        history=history,
        reason=reason,
        notification_type=_among(cells["異動区分"], {"1", "2", "3", "4"}) or "",
        changed=_need(values.read_parts(cells["異動年月日"]), "異動年月日"),
        notified=values.full_date(values.read_parts(cells["届出年月日"])),
        recorded_at=_need(values.read_timestamp(cells["処理日時"]), "処理日時"),
        target=target,
        state=read_state(cells, household_needed=reason in ADDS | MODIFIES),
        partners=(
            values.read_municipality(cells["転入前市区町村コード"]),
            values.read_country(cells["転入前国名コード"]),
            values.read_municipality(cells["転出先市区町村コード"]),
            values.read_country(cells["転出先国名コード"]),
        ),
    )


@dataclass
class Store:
    """Everything loaded so far, in load order."""

    residents: dict[tuple[str, int, date], Change] = field(default_factory=dict)
    changes: dict[tuple[str, int, int], Change] = field(default_factory=dict)
    base_dates: dict[str, date] = field(default_factory=dict)
    ledger: list[tuple[str, str, Counter[str]]] = field(default_factory=list)
    """File name, kind, rows by outcome."""
    quarantine: list[tuple[str, int, str, str]] = field(default_factory=list)
    """File name, row number, column at fault (blank if none), rule (blank unless its name is fixed)."""

    def load(self, path: Path) -> None:
        """Judge every row of a delivery: "form, superseded, duplicate or conflict"."""
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
