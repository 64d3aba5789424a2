"""A plain recount of deliveries by the rules of 02-register, written from the rules and from nothing else of the project.

It covers the register basis: counting dates, cancellations, effects, stocks, households and the annual flows.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ADDS = {"11", "12", "13", "14", "15", "16", "19"}
REMOVES = {"21", "22", "23", "24", "25", "26", "29"}
PLANNED = {"21", "22"}
CANCELS = {"19", "29", "49"}
NOTICE = "50"
NEVER = {"17", "18", "27", "28", "50", "51"}
PAIRS = {"24": "14", "25": "15"}
FLOW_REASONS = {
    "in_domestic": {"11"},
    "in_foreign": {"12"},
    "births": {"13"},
    "other_recorded": {"14", "15", "16", "19"},
    "out_domestic": {"21"},
    "out_foreign": {"22"},
    "deaths": {"23"},
    "other_erased": {"24", "25", "26", "29"},
}


@dataclass
class Change:
    """One change row, read as text and dated."""

    history: int
    reason: str
    changed: str
    recorded: date
    target: int | None
    sex: str
    kind: str
    household: str
    town: str
    relationship: str
    row: dict
    counted: date | None = None


@dataclass
class Recount:
    """Of one municipality: effective changes and the stock at the end of each asked day."""

    flows: Counter
    """(year, flow, sex) → persons."""
    months: Counter
    """(year, month, reason) → effective changes."""
    stocks: dict
    """day → Counter of sex."""
    households: dict
    """day → number of 世帯番号."""
    members: dict
    """day → 世帯番号 → list of (relationship, kind)."""
    outcomes: Counter
    """effective, void, inapplicable, never, superseded → rows."""


def read_deliveries(folder: Path) -> tuple[dict, dict, date]:
    """Return base rows and changes by (municipality, person), and the base date."""
    base, changes, base_date = {}, defaultdict(list), None
    for path in sorted(folder.glob("*_residents.csv")):
        for row in read_csv(path):
            base_date = date.fromisoformat(row["基準日"])
            base[row["市区町村コード"], row["宛名番号"]] = row
    for path in sorted(folder.glob("*_changes.csv")):
        for row in read_csv(path):
            changes[row["市区町村コード"], row["宛名番号"]].append(as_change(row))
    assert base_date is not None
    return base, changes, base_date


def read_csv(path: Path):
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, strict=True)


def as_change(row: dict) -> Change:
    return Change(
        int(row["履歴番号"]),
        row["異動事由コード"],
        row["異動年月日"],
        date.fromisoformat(row["処理日時"][:10]),
        int(row["参照履歴番号"]) if row["参照履歴番号"] else None,
        row["性別"],
        row["住民種別"],
        row["世帯番号"],
        row["町字コード"],
        row["続柄"],
        row,
    )


def real_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_superseded(change: Change, base_history: int, base_date: date) -> bool:
    """01-feed 1.4: not newer than the base row, unless a 転出 planned after the base, a 19 or a 50."""
    if change.history > base_history or change.reason in ("19", "50"):
        return False
    planned = real_date(change.changed)
    return not (change.reason in PLANNED and planned is not None and planned > base_date)


def counted_date(change: Change, notices: list[Change]) -> date:
    """02-register 2.1."""
    if change.reason not in PLANNED:
        return change.recorded
    day = max(change.recorded, real_date(change.changed) or change.recorded)
    told = [notice.recorded for notice in notices if notice.target == change.history]
    if told and min(told) < day:
        day = max(change.recorded, min(told))
    return day


def void_rows(rows: list[Change], base_date: date) -> set[int]:
    """02-register 2.2: 履歴番号 of rows that a cancellation in time, and itself, make void; highest first."""
    by_history = {row.history: row for row in rows}
    void: set[int] = set()
    for row in sorted(rows, key=lambda row: -row.history):
        if row.reason not in CANCELS or row.history in void:
            continue
        target = by_history.get(row.target)
        if target is None or target.counted <= base_date or target.history in void:
            continue
        if row.recorded <= target.counted:
            void |= {row.history, target.history}
    return void


def in_order(rows: list[Change]) -> list[Change]:
    """02-register 2.3: by counted date and 履歴番号; of a 24 and 14 (25 and 15) of one day the removal comes first."""
    key = {id(row): row.history for row in rows}
    for removal in rows:
        for entry in rows:
            if entry.reason == PAIRS.get(removal.reason) and entry.counted == removal.counted:
                low, high = sorted((removal.history, entry.history))
                key[id(removal)], key[id(entry)] = low, high
    return sorted(rows, key=lambda row: (row.counted, key[id(row)]))


def recount(folder: Path, municipality: str, days: list[date]) -> Recount:
    """Return the recount of one municipality with stocks at the end of `days`."""
    base, changes, base_date = read_deliveries(folder)
    found = Recount(
        Counter(),
        Counter(),
        {day: Counter() for day in days},
        {},
        {day: defaultdict(list) for day in days},
        Counter(),
    )
    for code, person in base.keys() | changes.keys():
        if code == municipality:
            count_person(found, base.get((code, person)), changes.get((code, person), []), base_date, days)
    found.households = {day: len(homes) for day, homes in found.members.items()}
    return found


def count_person(
    found: Recount, start: dict | None, rows: list[Change], base_date: date, days: list[date]
) -> None:
    """Replay one person into the recount."""
    assert len({row.history for row in rows}) == len(rows), "a 履歴番号 is used twice"
    if start:
        kept = [row for row in rows if not is_superseded(row, int(start["履歴番号"]), base_date)]
        found.outcomes["superseded"] += len(rows) - len(kept)
        rows = kept
    notices = [row for row in rows if row.reason == NOTICE]
    for row in rows:
        row.counted = counted_date(row, notices)
    void = void_rows(rows, base_date)
    found.outcomes["void"] += len(void)
    live = [row for row in rows if row.history not in void]
    state = (start["性別"], start["住民種別"], start["世帯番号"], start["続柄"]) if start else None
    spans = [(base_date, state)]
    last_kind = "add" if start else "remove"
    for row in in_order(live):
        if row.reason in NEVER:
            found.outcomes["never"] += 1
            continue
        kind = "add" if row.reason in ADDS else "remove" if row.reason in REMOVES else "modify"
        effective = row.counted > base_date and (last_kind == "add") == (kind != "add")
        found.outcomes["effective" if effective else "inapplicable"] += 1
        if row.counted > base_date and kind != "modify":
            last_kind = kind
        if not effective:
            continue
        sex = spans[-1][1][0] if kind == "remove" else row.sex
        count_flow(found, row, sex)
        after = None if kind == "remove" else (row.sex, row.kind, row.household, row.relationship)
        spans.append((row.counted, after))
    for day in days:
        state = [after for since, after in spans if since <= day][-1] if day >= base_date else None
        if state:
            found.stocks[day][state[0]] += 1
            found.members[day][state[2]].append((state[3], state[1]))


def count_flow(found: Recount, row: Change, sex: str) -> None:
    """Count one effective change in its year and month."""
    found.months[row.counted.year, row.counted.month, row.reason] += 1
    for flow, reasons in FLOW_REASONS.items():
        if row.reason in reasons:
            found.flows[row.counted.year, flow, sex] += 1
