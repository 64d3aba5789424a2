"""Random lives in a register, as long as they were processed by a day.

Nobody has two changes on one day, and every household stays in its town, so that everything but the household
can be known from the records of a keeping file.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.ingest.life import Life
from tests.ingest.life_changes import DEATH, NATIONALITIES, OUT_MOVES, TOWNS, State

FIRST_DAY = date(2025, 1, 1)
Processing = Callable[[str, date], date]
"""On which day a register processes what was notified of a person on a day."""


def at_once(_: str, notified: date) -> date:
    return notified


def live(
    number: str, seed: int, until: date, processing: Processing = at_once, *, is_forgetful: bool = False
) -> Life:
    """Return a life as processed up to a day; up to a later day it begins the same."""
    random = Random(f"{number} {seed}")
    state = State(
        random.choice(list(TOWNS)),
        random.choice("12"),
        sex=random.choice("12"),
        nationality=random.choice(NATIONALITIES),
    )
    life = Life(number, random, state, FIRST_DAY + timedelta(random.randrange(100)), is_forgetful)
    while True:
        before = replace(life, changes=list(life.changes), histories=dict(life.histories))
        live_on(life)
        if processing(number, life.day) > until:
            return before


def live_on(life: Life) -> None:
    """Let something happen that can happen to this person, if anything can."""
    life.day += timedelta(life.random.randrange(4, 20))
    likely = what_can_happen(life)
    if likely:
        life.random.choices(list(likely), list(likely.values()))[0]()


def what_can_happen(life: Life) -> dict[Callable[[], None], int]:
    """Return what can happen next, by weight."""
    if life.left is None:
        return when_here(life) if life.entry else {life.enter: 1}
    if life.left.reason in OUT_MOVES and not life.has_arrived():
        return {life.arrive: 2, life.cancel_removal: 2, life.come_back: 1, life.correct: 1}
    if life.left.reason == DEATH:
        return {life.cancel_removal: 1, life.correct: 2} if life.changes[-1] is life.left else {}
    return {life.cancel_removal: 1, life.enter: 2} if life.left.reason == "26" else {life.come_back: 1}


def when_here(life: Life) -> dict[Callable[[], None], int]:
    return {
        life.move: 5,
        life.correct: 5,
        life.leave: 5,
        life.die: 1,
        life.be_struck_off: 1,
        life.change_kind: 2,
        life.cancel: 4,
    }
