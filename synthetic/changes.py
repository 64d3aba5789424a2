"""Change rows as they are written by the register: the change, and the state after it."""

from dataclasses import dataclass, field

import numpy as np

from synthetic.days import month_of, office_seconds, written
from synthetic.parameters import movement_roles, parameter_rows, rate
from synthetic.register import NONE, Register

STATE = ("birth", "sex", "kind", "nationality", "status", "household", "relation", "town")
PARTNERS = ("origin", "origin_country", "destination", "destination_country")
Columns = dict[str, np.ndarray]


@dataclass
class Journal:
    """Change rows by the month they are recorded in (year · 12 + month − 1), in the order of writing."""

    rng: np.random.Generator
    months: dict[int, list[Columns]] = field(default_factory=dict)


def role_number(role: str) -> int:
    return movement_roles().index(role)


def write_changes(
    journal: Journal,
    register: Register,
    role: str,
    persons: np.ndarray,
    recorded: np.ndarray,
    *,
    changed: np.ndarray | None = None,
    notified: np.ndarray | None = None,
    target: np.ndarray | None = None,
    is_notice: bool = False,
    partners: dict[str, np.ndarray] | None = None,
) -> np.ndarray:
    """Write one row per person (each at most once per call) and return their 履歴番号.

    `recorded` are day numbers; `changed` and `notified` are dates as written (yyyymmdd), by default the
    recorded day and, for what people notify, the recorded day or shortly before. A notice holds nobody up.
    """
    people = register.people
    if not len(persons):
        return np.empty(0, dtype=np.int32)
    people["history"][persons] += 1
    if not is_notice:  # a notice may be recorded months later, when the person has long come back
        people["last_day"][persons] = np.maximum(people["last_day"][persons], recorded)
    count = len(persons)
    rows: Columns = {name: people[name][persons] for name in STATE}
    rows["person"] = persons.astype(np.int32)
    rows["history"] = people["history"][persons]
    rows["role"] = np.full(count, role_number(role), dtype=np.int8)
    rows["recorded"] = np.asarray(recorded, dtype=np.int32)
    rows["second"] = office_seconds(journal.rng, count)
    rows["changed"] = written(rows["recorded"]) if changed is None else np.asarray(changed, dtype=np.int32)
    rows["notified"] = default_notified(journal.rng, role, rows) if notified is None else notified
    rows["target"] = np.zeros(count, dtype=np.int32) if target is None else target.astype(np.int32)
    for name in PARTNERS:
        rows[name] = (partners or {}).get(name, np.full(count, NONE, dtype=np.int16))
    file_rows(journal, rows)
    return rows["history"]


def default_notified(rng: np.random.Generator, role: str, rows: Columns) -> np.ndarray:
    """Return notification dates as written: none for what nobody notifies, some before they were recorded."""
    kind = parameter_rows("movement_rows")[role_number(role)]["notification_type"]
    if kind not in ("notified", "requested"):
        return np.zeros(len(rows["recorded"]), dtype=np.int32)
    late = rng.random(len(rows["recorded"])) < rate("late_entry_share")
    earlier = rows["recorded"] - late * rng.integers(1, 4, len(late))
    return np.maximum(written(earlier), rows["changed"] * (rows["changed"] <= written(rows["recorded"])))


def file_rows(journal: Journal, rows: Columns) -> None:
    """Put rows into the month they are recorded in."""
    months = month_of(rows["recorded"])
    for month in np.unique(months):
        chosen = months == month
        part = rows if chosen.all() else {name: column[chosen] for name, column in rows.items()}
        journal.months.setdefault(int(month), []).append(part)


def take_months(journal: Journal, last: int) -> Columns | None:
    """Return and forget what was recorded up to a month, in the order of 処理日時; None if nothing was.

    Rows one person has on one day follow in the order of 履歴番号.
    """
    months = sorted(month for month in journal.months if month <= last)
    parts = [part for month in months for part in journal.months.pop(month)]
    if not parts:
        return None
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    by_time = np.lexsort((rows["second"], rows["recorded"], rows["person"]))
    by_history = np.lexsort((rows["history"], rows["recorded"], rows["person"]))
    second = np.empty_like(rows["second"])
    second[by_history] = rows["second"][by_time]
    rows["second"] = second
    order = np.lexsort((rows["person"], rows["second"], rows["recorded"]))
    return {name: column[order] for name, column in rows.items()}


def out_of_order(rng: np.random.Generator, rows: Columns) -> Columns:
    """Return the rows with a small share of them moved some places down the file."""
    count = len(rows["person"])
    place = np.arange(count, dtype=np.float64)
    moved = rng.random(count) < rate("out_of_order_share")
    order = np.argsort(place + moved * rng.integers(1, max(count // 4, 2), count), kind="stable")
    return {name: column[order] for name, column in rows.items()}
