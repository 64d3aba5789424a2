"""What the rows of one person do to the register (02-register 2.3, 2.5)."""

from dataclasses import dataclass, replace
from datetime import date

from tests.oracle.changes import ADDS, CANCELLATIONS, MODIFIES, REMOVES, WITHOUT_EFFECT, Change, State
from tests.oracle.dating import (
    Person,
    cancelled_rows,
    counted_date,
    event_date,
    known_target,
    level,
    void_rows,
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


def in_order(dated: list[tuple[date, Change]]) -> list[tuple[date, Change]]:
    """Order by (date, history_number), "but if a 24 and a 14 (or a 25 and a 15) share the date, on any
    basis, the removal takes the smaller and the entry the larger of their two history numbers for this
    ordering only" (2.3).
    """
    rank = {change: 0 if change.reason == "00" else change.history for _, change in dated}
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
    left_out: set[Change]
    """What the event basis leaves out."""


def replay(person: Person) -> Replay:
    """Return the effects of a person's rows on the register and the event basis."""
    void = void_rows(person)
    able = [row for row in able_rows(person, void) if row not in void]
    counted = {change: counted_date(person, change, void) for change in person.changes}
    opening = person.entry
    if opening:
        counted[opening] = max(opening.recorded, person.open_day(opening))
    if (
        opening and counted[opening] > person.base_date
    ):  # carried forward, it takes its place among the others
        able, opening = [opening, *able], None
    register = walk(opening, in_order([(counted[row], row) for row in able]))
    effective = {step.change for step in register}
    outcomes = {change: _outcome(change, change in effective, change in void) for change in counted}
    # "the event basis shows it where it belongs" (2.8): as if no month had ever been closed
    event, left_out = replay_events(replace(person, open_days={}))
    return Replay(_with_reasons(person, void, register), event, outcomes, counted, left_out)


def replay_events(person: Person) -> tuple[list[Step], set[Change]]:
    """Return the effects on the event basis (2.5), and the rows it leaves out."""
    void = void_rows(person)
    left_out = cancelled_rows(person, void)
    dated = [
        (event_date(person, row, left_out), row) for row in able_rows(person, void) if row not in left_out
    ]
    return _with_reasons(person, void, walk(person.entry, in_order(dated))), left_out


def able_rows(person: Person, void: set[Change]) -> list[Change]:
    """Return the rows that can have an effect: "a change counted on or before its municipality's base date
    is inapplicable" (2.3), and so is a third level of cancellations (2.2).
    """
    return [
        change
        for change in person.changes
        if counted_date(person, change, void) > person.base_date and level(person, change, void) <= 2
    ]


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
