"""When a row of a person takes effect, and which rows void each other (02-register 2.1, 2.2, 2.5, 2.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.oracle import values
from tests.oracle.changes import CANCELLATIONS, NOTICE, OUT_MOVES, Change


@dataclass(frozen=True)
class Person:
    """The rows of one person of one municipality, and the municipality's base date."""

    base_date: date
    entry: Change | None
    """The 00 row of the base."""
    changes: tuple[Change, ...]
    open_days: Mapping[Change, date] = field(default_factory=dict)
    """The first day of the first month that was open when a row was loaded; date.min if none was closed."""

    def open_day(self, change: Change) -> date:
        return self.open_days.get(change, date.min)

    def reaches_others(self, change: Change) -> date:
        """Return the day from which a row can do something to another one: its recorded_date, but nothing
        that came after a month was closed can reach into it ("a closed month never changes", 2.8).
        """
        return max(change.recorded, self.open_day(change))

    def target_of(self, change: Change) -> Change | None:
        """Return the row that a 19, 29, 49 or 50 names, if it was loaded; never "the 00 row"."""
        return next((row for row in self.changes if row.history == change.target), None)


def make_person(
    rows: Iterable[Change], base_date: date, open_days: Mapping[Change, date] | None = None
) -> Person:
    """Return the person of these rows."""
    entry = next((row for row in rows if row.reason == "00"), None)
    changes = sorted((row for row in rows if row.reason != "00"), key=lambda row: row.history)
    return Person(base_date, entry, tuple(changes), open_days or {})


def counted_date(person: Person, change: Change, void: set[Change]) -> date:
    """Return the day a change takes effect: by 2.1, and by 2.8 "a row delivered … afterwards whose
    counted_date lies in a closed month is counted on the first day of the first open month".

    Not if it is counted by the base: the base goes on telling who was there.
    """
    day = _day_of_effect(person, change, void)
    return day if day <= person.base_date else max(day, person.open_day(change))


def _day_of_effect(person: Person, change: Change, void: set[Change]) -> date:
    if change.reason not in OUT_MOVES:
        return change.recorded
    # "the later of recorded_date and the planned date … not a full calendar date counts as recorded_date"
    planned = values.full_date(change.changed) or change.recorded
    leaves = max(change.recorded, planned)
    notices = [person.reaches_others(row) for row in notices_for(person, change) if row not in void]
    # "but if a 転入通知 for this 転出 was recorded earlier than that, the later of the 転出's recorded_date
    # and the notice's"; "with several notices …, the earliest recorded counts on the register basis"
    if notices and min(notices) < leaves:
        return max(change.recorded, min(notices))
    return leaves


def notices_for(person: Person, out_move: Change) -> list[Change]:
    """Return the 転入通知 that name this 転出, in the order of their history numbers."""
    return [row for row in person.changes if row.reason == NOTICE and row.target == out_move.history]


def known_target(person: Person, cancellation: Change, void: set[Change]) -> Change | None:
    """Return the cancelled row; None if "not delivered, superseded, counted by the base date, … 00".

    Also None if the cancellation was counted, without its target, in a month that was closed when the target
    came: what that month took the cancellation for, it is for ever (2.8).
    """
    target = person.target_of(cancellation)
    if target is None or counted_date(person, target, void) <= person.base_date:
        return None
    return None if came_too_late(person, target, cancellation, void) else target


def came_too_late(person: Person, row: Change, for_row: Change, void: set[Change]) -> bool:
    """Whether a row came when the month that counted the other one was closed; the base counted nothing."""
    return person.base_date < counted_date(person, for_row, void) < person.open_day(row)


def level(person: Person, change: Change, void: set[Change], top: Change | None = None) -> int:
    """Return 0 for an ordinary change, 1 for its cancellation, 2 for the cancellation of that, and so on.

    "A cancellation whose target is unknown here … stands as a change of its own": it is level 0. A chain
    followed from the cancellation above ends where that one's closed month knew no further.
    """
    top = top or change
    target = known_target(person, change, void) if change.reason in CANCELLATIONS else None
    if target is None or came_too_late(person, target, top, void):
        return 0
    return 1 + level(person, target, void, top)


def void_rows(person: Person) -> set[Change]:
    """Return the rows without effect on the register basis: one cancelled the other in time (2.2).

    Done twice: a notice that is void itself does not date its 転出, and notices are dated without any 転出.
    """
    return _void_rows(person, _void_rows(person, set()))


def _void_rows(person: Person, void_notices: set[Change]) -> set[Change]:
    pairs = [(row, voider_of(person, row, void_notices)) for row in person.changes]
    return {row for pair in pairs if pair[1] for row in pair if row}


def voider_of(person: Person, row: Change, void_notices: set[Change]) -> Change | None:
    """Return the cancellation that makes this row void and is void with it.

    "Go from the highest 履歴番号 down", but a cancellation that came after a rival had done it in a month now
    closed must leave that month as it is: then it "stands as a change of its own". So does one that stood
    there when the month was closed.
    """
    named = [
        change
        for change in person.changes
        if change.reason in CANCELLATIONS
        and change.target == row.history
        and known_target(person, change, void_notices)
        and level(person, change, void_notices) <= 2  # "At most two levels are resolved"
        # "cancel's recorded_date not later than the target's counted_date, so also on the same day"
        and person.reaches_others(change) <= counted_date(person, row, void_notices)
    ]
    voiders = {change: voider_of(person, change, void_notices) for change in named}
    rivals = [change for change in named if not voiders[change]]  # one "that is void cancels nothing"
    first = min(map(person.reaches_others, rivals), default=date.max)
    able = [rival for rival in rivals if not stood_when_closed(person, rival, voiders)]
    return min(able, key=lambda rival: (person.open_day(rival) > first, -rival.history), default=None)


def stood_when_closed(person: Person, change: Change, voiders: dict[Change, Change | None]) -> bool:
    """Whether this one stood beside a higher one in a month closed before that one was cancelled (2.8)."""
    return any(
        rival.history > change.history and person.open_day(voider) > person.reaches_others(change)
        for rival, voider in voiders.items()
        if voider
    )


def cancelled_rows(person: Person, void: set[Change]) -> set[Change]:
    """Return what the event basis leaves out: "cancelled changes and their cancellations" (2.5)."""
    left_out: set[Change] = set()
    for change in reversed(person.changes):
        if change.reason not in CANCELLATIONS or change in left_out or level(person, change, void) > 2:
            continue
        target = known_target(person, change, void)
        if target is not None:
            left_out |= {change, target}
    return left_out


def event_date(person: Person, change: Change, left_out: set[Change]) -> date:
    """Return the 異動日: "changed_date (recorded_date if not a full date)".

    "For 転出 the changed_date is the planned date, or the arrival date of the 転入通知 … once known"; the
    notice "with the highest 履歴番号 gives the date"; without a full date the planned day stays (case 12).
    """
    happened = values.full_date(change.changed) or change.recorded
    if change.reason not in OUT_MOVES:
        return happened
    notices = [row for row in notices_for(person, change) if row not in left_out]
    arrived = values.full_date(notices[-1].changed) if notices else None
    return arrived or happened
