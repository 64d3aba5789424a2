"""What the event basis showed at the end of every month (02-register 2.5; 03-tables 3.1, revisions).

Nothing is carried from one month to the next: every vintage is a replay of its own, of the rows recorded by
then. What changed is what two vintages do not share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.oracle.calendar import first_day_after, month_of
from tests.oracle.changes import Change
from tests.oracle.dating import Person, make_person
from tests.oracle.replay import Step, replay_events
from tests.oracle.tables import Oracle, Row, signed_cells

Movement = tuple[Change, str, str, str, str, str]
"""The change, its month on the basis, and town, sex, kind and sign of the cell."""


@dataclass(frozen=True)
class Vintage:
    """One person on the event basis, as known at the end of a month."""

    movements: frozenset[Movement]
    left_out: frozenset[Change]


NOTHING_KNOWN = Vintage(frozenset(), frozenset())


def movements_of(steps: list[Step]) -> frozenset[Movement]:
    """Return the flow rows of effective changes (2.6); one change has no two rows of one cell and sign."""
    return frozenset(
        (step.change, month_of(step.day), state.town, state.sex, state.kind, str(sign))
        for step in steps
        for sign, state in signed_cells(step)
    )


def known_by(person: Person, month: str) -> Person:
    """Return the person of the rows with "recorded_date ≤ K", K being the last day of the month; the base
    is known from its own day on.
    """
    rows = [row for row in person.changes if row.recorded < first_day_after(month)]
    return make_person([*([person.entry] if person.entry else []), *rows], person.base_date)


def vintage(person: Person, month: str) -> Vintage:
    steps, left_out = replay_events(known_by(person, month))
    return Vintage(movements_of(steps), frozenset(left_out))


def vintages(person: Person) -> Iterator[tuple[str, Vintage]]:
    """Yield the vintages that can differ from the one before: of the base month, and of every later month
    in which a row was recorded. What was recorded before the base is known at the base.
    """
    base_month = month_of(person.base_date)
    recorded = {month_of(row.recorded) for row in person.changes}
    for month in sorted({base_month, *(month for month in recorded if month > base_month)}):
        yield month, vintage(person, month)


def cause_of(movement: Movement, month: str, base_month: str, before: Vintage, after: Vintage) -> str:
    """Return why a movement came into this vintage or went out of it.

    "`reported` = the change itself was recorded in that month; `cancelled` = left out since a cancellation
    became known; `corrected` = another date, cell or effect since".
    """
    change = movement[0]
    if max(month_of(change.recorded), base_month) == month:
        return "reported"
    return "cancelled" if change in after.left_out - before.left_out else "corrected"


def movement_knowledge(oracle: Oracle) -> Counter[Row]:
    """Return municipality, reference month, as-known month, cause, town, sex, kind, reason, sign → change."""
    knowledge: Counter[Row] = Counter()
    for (municipality, _), person in oracle.persons.items():
        before = NOTHING_KNOWN
        for month, after in vintages(person):
            for movement in before.movements ^ after.movements:
                change, reference, town, sex, kind, sign = movement
                cause = cause_of(movement, month, month_of(person.base_date), before, after)
                row = (municipality, reference, month, cause, town, sex, kind, change.reason, sign)
                knowledge[row] += 1 if movement in after.movements else -1
            before = after
    return Counter({row: change for row, change in knowledge.items() if change})


def over_causes(knowledge: Counter[Row]) -> Counter[Row]:
    """Return the knowledge without its causes: the difference of consecutive vintages."""
    differences: Counter[Row] = Counter()
    for (municipality, reference, month, _, *cell), change in knowledge.items():
        differences[municipality, reference, month, *cell] += change
    return Counter({row: change for row, change in differences.items() if change})


def known_events(oracle: Oracle, municipality: str, month: str) -> Counter[Row]:
    """Return the event basis as known at the end of a month: reference month, town, sex, kind, reason, sign
    → movements. The long way round, to hold the sums of the differences against.
    """
    events: Counter[Row] = Counter()
    for (home, _), person in oracle.persons.items():
        if home == municipality:
            for change, reference, town, sex, kind, sign in vintage(person, month).movements:
                events[reference, town, sex, kind, change.reason, sign] += 1
    return events


def movement_revisions(oracle: Oracle) -> dict[Row, tuple[int, int]]:
    """Return municipality, reference month, as-known month, reason → movements as known at the end of that
    month, and their change since the month before; rows in which either is not zero.
    """
    changes: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for (municipality, reference, month, *_, reason, _), change in movement_knowledge(oracle).items():
        changes[municipality, reference, reason][month] += change
    revisions: dict[Row, tuple[int, int]] = {}
    for (municipality, reference, reason), by_month in changes.items():
        count = 0
        for month in oracle.months(municipality):
            count += by_month[month]
            if count or by_month[month]:
                revisions[municipality, reference, month, reason] = count, by_month[month]
    return revisions
