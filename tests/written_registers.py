"""Small registers written row by row, for examples that a reader can check on paper.

Everything happens in one city with the base of 31 December 2023. A list is a delivery, a text closes months
up to that one, and None opens them all again.
"""

from datetime import date, datetime

from tests.oracle.changes import Change, State
from tests.oracle.judging import Store
from tests.oracle.tables import Oracle

CITY = "022039"
BASE_DATE = date(2023, 12, 31)
HOME, UPTOWN, HARBOUR = "0001001", "0001002", "0060000"
BIRTH = (1980, 6, 15)

Entry = list[Change] | str | None


def state(town: str) -> State:
    return State(town, "1", "1", BIRTH, 1, True, ())


def resident(person: int = 1) -> Change:
    """Return a row of the base."""
    parts = (BASE_DATE.year, BASE_DATE.month, BASE_DATE.day)
    moment = datetime(*parts)
    return Change(CITY, person, 1, "00", "", parts, BASE_DATE, moment, None, state(HOME), ("", "", "", ""))


def change(
    history: int,
    reason: str,
    recorded: str,
    *,
    happened: str = "",
    target: int | None = None,
    town: str = HOME,
    person: int = 1,
) -> Change:
    """Return a change recorded on this day of 2024 (MM-DD, or a whole date); it happened then if not said."""
    day = whole_date(recorded)
    other = whole_date(happened) if happened else day
    return Change(
        municipality=CITY,
        person=person,
        history=history,
        reason=reason,
        notification_type="1",
        changed=(other.year, other.month, other.day),
        notified=day,
        recorded_at=datetime(day.year, day.month, day.day, 10),
        target=target,
        state=state(town),
        partners=("", "", "", ""),
    )


def whole_date(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"2024-{text}")


def store_of(*entries: Entry) -> Store:
    """Return the store after these deliveries and closings; the first delivery holds the base."""
    store = Store(base_dates={CITY: BASE_DATE})
    for entry in entries:
        if isinstance(entry, list):
            store.position += 1
            for row in entry:
                keep(store, row)
        else:
            store.close([CITY], entry)
    return store


def keep(store: Store, row: Change) -> None:
    if row.reason == "00":
        store.residents[row.municipality, row.person, row.recorded] = row
    else:
        store.changes[row.municipality, row.person, row.history] = row
    store.loaded_at[row] = store.position


def register(*entries: Entry) -> Oracle:
    return Oracle(store_of(*entries))


def steps_of(oracle: Oracle, basis: str = "register", person: int = 1) -> list[str]:
    """Return the effective changes of a person as "reason day": "21 2024-02-01"."""
    steps = getattr(oracle.replays[CITY, person], basis)
    return [f"{step.change.reason} {step.day}" for step in steps if step.change.reason != "00"]
