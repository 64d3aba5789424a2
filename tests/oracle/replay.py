"""What the rows of one person do to the register (02-register 2.1–2.3, 2.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.oracle import values
from tests.oracle.judging import (
    ADDS,
    CANCELLATIONS,
    MODIFIES,
    NOTICE,
    OUT_MOVES,
    REMOVES,
    WITHOUT_EFFECT,
    Change,
    State,
)

PAIRS = {"24": "14", "25": "15"}


@dataclass(frozen=True)
class Step:
    """One effective change: the day it counts, the state before (None = not on the register) and after."""

    day: date
    change: Change
    before: State | None
    after: State | None
    cancelled_reason: str = ""


@dataclass(frozen=True)
class Person:
    """The rows of one person of one municipality, and the municipality's base date."""

    base_date: date
    entry: Change | None
    """The 00 row of the base."""
    changes: tuple[Change, ...]

    def target_of(self, change: Change) -> Change | None:
        """Return the row that a 19, 29, 49 or 50 names, if it was loaded; never "the 00 row"."""
        return next((row for row in self.changes if row.history == change.target), None)


def make_person(rows: Iterable[Change], base_date: date) -> Person:
    """Return the person of these rows."""
    entry = next((row for row in rows if row.reason == "00"), None)
    changes = sorted((row for row in rows if row.reason != "00"), key=lambda row: row.history)
    return Person(base_date, entry, tuple(changes))


def counted_date(person: Person, change: Change, void: set[Change]) -> date:
    """Return the day a change takes effect (2.1)."""
    if change.reason not in OUT_MOVES:
        return change.recorded
    # "the later of recorded_date and the planned date … not a full calendar date counts as recorded_date"
    planned = values.full_date(change.changed) or change.recorded
    leaves = max(change.recorded, planned)
    notices = [row.recorded for row in notices_for(person, change) if row not in void]
    # "but if a 転入通知 for this 転出 was recorded earlier than that, the later of the 転出's recorded_date
    # and the notice's"; "with several notices …, the earliest recorded counts on the register basis"
    if notices and min(notices) < leaves:
        return max(change.recorded, min(notices))
    return leaves


def notices_for(person: Person, out_move: Change) -> list[Change]:
    """Return the 転入通知 that name this 転出, in the order of their history numbers."""
    return [row for row in person.changes if row.reason == NOTICE and row.target == out_move.history]


def known_target(person: Person, cancellation: Change, void: set[Change]) -> Change | None:
    """Return the cancelled row; None if "not delivered, superseded, counted by the base date, … 00"."""
    target = person.target_of(cancellation)
    if target is None or counted_date(person, target, void) <= person.base_date:
        return None
    return target


def level(person: Person, change: Change, void: set[Change]) -> int:
    """Return 0 for an ordinary change, 1 for its cancellation, 2 for the cancellation of that, and so on.

    "A cancellation whose target is unknown here … stands as a change of its own": it is level 0.
    """
    target = known_target(person, change, void) if change.reason in CANCELLATIONS else None
    return 1 + level(person, target, void) if target else 0


def void_rows(person: Person) -> set[Change]:
    """Return the rows without effect on the register basis: one cancelled the other in time (2.2).

    Done twice: a notice that is void itself does not date its 転出, and notices are dated without any 転出.
    """
    return _void_rows(person, _void_rows(person, set()))


def _void_rows(person: Person, void_notices: set[Change]) -> set[Change]:
    void: set[Change] = set()
    for change in reversed(person.changes):  # "go from the highest 履歴番号 down"
        if change.reason not in CANCELLATIONS or change in void:
            continue  # "A cancellation that is void cancels nothing"
        if level(person, change, void_notices) > 2:
            continue  # "At most two levels are resolved; a third is inapplicable"
        target = known_target(person, change, void_notices)
        if target is None or target in void:
            continue  # "a cancellation whose target is void through another one stands …"
        # "cancel's recorded_date not later than the target's counted_date, so also on the same day"
        if change.recorded <= counted_date(person, target, void_notices):
            void |= {change, target}
    return void


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


def in_order(dated: list[tuple[date, Change]]) -> list[tuple[date, Change]]:
    """Order by (date, history_number), "but if a 24 and a 14 (or a 25 and a 15) share the date, on any
    basis, the removal takes the smaller and the entry the larger of their two history numbers for this
    ordering only" (2.3).
    """
    rank = {change: change.history for _, change in dated}
    for day, removal in dated:
        entry = next(
            (row for other, row in dated if other == day and row.reason == PAIRS.get(removal.reason)), None
        )
        if entry:
            numbers = (removal.history, entry.history)
            rank[removal], rank[entry] = min(numbers), max(numbers)
    return sorted(dated, key=lambda item: (item[0], rank[item[1]]))


def walk(entry: Change | None, dated: list[tuple[date, Change]]) -> list[Step]:
    """Return the effective changes (2.3): "add has effect only if the person is not on the register, remove
    and modify only if they are"; "the state after an add or modify is the row's state; a remove ends the
    state that was in force".
    """
    state = entry.state if entry else None
    steps = [Step(entry.recorded, entry, None, state)] if entry else []
    for day, change in dated:
        on_register = state is not None
        if (change.reason in ADDS and not on_register) or (change.reason in MODIFIES and on_register):
            after: State | None = change.state
        elif change.reason in REMOVES and on_register:
            after = None
        else:
            continue
        steps.append(Step(day, change, state, after))
        state = after
    return steps


@dataclass(frozen=True)
class Replay:
    """All that the rows of one person come to."""

    register: list[Step]
    event: list[Step]
    outcomes: dict[Change, str]
    """effective, void, inapplicable or no_effect (3.4), of every loaded row, on the register basis."""
    counted: dict[Change, date]


def replay(person: Person) -> Replay:
    """Return the effects of a person's rows on the register and the event basis."""
    void = void_rows(person)
    counted = {change: counted_date(person, change, void) for change in person.changes}
    # "A change counted on or before its municipality's base date is inapplicable", and so is a third level
    able = [
        change
        for change in person.changes
        if counted[change] > person.base_date and level(person, change, void) <= 2
    ]
    register = walk(person.entry, in_order([(counted[row], row) for row in able if row not in void]))
    left_out = cancelled_rows(person, void)
    event = walk(
        person.entry,
        in_order([(event_date(person, row, left_out), row) for row in able if row not in left_out]),
    )
    effective = {step.change for step in register}
    outcomes = {change: _outcome(change, change in effective, change in void) for change in person.changes}
    if person.entry:
        outcomes[person.entry], counted[person.entry] = "effective", person.base_date
    return Replay(
        _with_reasons(person, void, register), _with_reasons(person, void, event), outcomes, counted
    )


def _outcome(change: Change, is_effective: bool, is_void: bool) -> str:
    if is_effective:
        return "effective"
    if is_void:
        return "void"
    return "no_effect" if change.reason in WITHOUT_EFFECT else "inapplicable"


def _with_reasons(person: Person, void: set[Change], steps: list[Step]) -> list[Step]:
    """Add "the reason of the row that a 19/29/49 cancels, blank otherwise or if unknown"."""
    return [
        Step(step.day, step.change, step.before, step.after, target.reason)
        if step.change.reason in CANCELLATIONS and (target := known_target(person, step.change, void))
        else step
        for step in steps
    ]
