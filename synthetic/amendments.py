"""Rows that must not move a total: corrections, undone moves, re-drafted records, notes, void rows."""

from functools import partial

import numpy as np

from synthetic.changes import write_changes
from synthetic.days import month_days, office_days
from synthetic.departures import cancel_at_once
from synthetic.desk import Desk, whole
from synthetic.parameters import parameter_rows, rate
from synthetic.register import lives_alone
from synthetic.selection import draw, of_both, of_sex

AMENDMENTS = tuple(row["role"] for row in parameter_rows("amendments"))
HARMLESS = np.array([float(row["weight"]) for row in parameter_rows("amendments")])


def record_amendments(desk: Desk, movements: int) -> None:
    """Record a month's rows without effect on any total; `movements` is how many the totals count."""
    cancelled = movements * desk.shares.cancelled
    cancel_at_once(desk, whole(desk.rng, cancelled * rate("cancelled_at_once_share")))
    amend(desk)
    corrected = movements * desk.shares.corrected
    pairs = whole(desk.rng, corrected * rate("sex_correction_share") / 2)
    correct_birth_dates(desk, whole(desk.rng, corrected) - 2 * pairs)
    correct_sexes(desk, pairs)
    write_without_effect(desk)
    write_inapplicable(desk)


def anybody(desk: Desk, count: int) -> np.ndarray:
    """Return residents drawn alike."""
    return draw(desk.rng, desk.register, desk.month, count, of_both(np.ones(101)))


def monthly(desk: Desk, yearly_rate: str) -> int:
    """Return how many a yearly rate per resident gives in a month."""
    return whole(desk.rng, np.count_nonzero(desk.register.people["present"]) * rate(yearly_rate) / 12)


def days_for(desk: Desk, persons: np.ndarray) -> np.ndarray:
    """Return days of the month on which something can be recorded about these people, after all else."""
    return office_days(desk.rng, desk.month, len(persons), desk.register.people["last_day"][persons])


def amend(desk: Desk) -> None:
    """Write 修正 that leave the state as it is: 軽微な修正, numbers and codes, 旧氏, 通称."""
    persons = anybody(desk, monthly(desk, "amendment_rate"))
    role = desk.rng.choice(len(AMENDMENTS), len(persons), p=HARMLESS / HARMLESS.sum())
    for place, name in enumerate(AMENDMENTS):
        chosen = persons[role == place]
        write_changes(desk.journal, desk.register, name, chosen, days_for(desk, chosen))


def correct_birth_dates(desk: Desk, count: int) -> None:
    """Correct the day of so many birth dates (34), unknown ones left out."""
    people = desk.register.people
    persons = anybody(desk, max(count, 0))
    known = persons[people["birth"][persons] % 100 > 0]
    people["birth"][known] = people["birth"][known] // 100 * 100 + desk.rng.integers(1, 29, len(known))
    write_changes(desk.journal, desk.register, "correction", known, days_for(desk, known))


def correct_sexes(desk: Desk, count: int) -> None:
    """Correct the sex of `count` men and as many women (34): the stock by sex stays on its control."""
    alone = partial(lives_alone, desk.register)
    pair = [
        draw(desk.rng, desk.register, desk.month, count, of_sex(sex, np.ones(101)), alone) for sex in (0, 1)
    ]
    count = min(len(found) for found in pair)
    change_sex(desk, np.concatenate([found[:count] for found in pair]))


def correct_sexes_to(desk: Desk, more_men: int) -> None:
    """Correct the sex of so many women to male (negative: men to female), as the stocks by sex ask for."""
    before = int(more_men > 0)
    persons = draw(desk.rng, desk.register, desk.month, abs(more_men), of_sex(before, np.ones(101)))
    change_sex(desk, persons)


def change_sex(desk: Desk, persons: np.ndarray) -> None:
    """Write a corrected sex for these people (34)."""
    people = desk.register.people
    people["sex"][persons] = 1 - people["sex"][persons]
    write_changes(desk.journal, desk.register, "correction", persons, days_for(desk, persons))


def undo_moves(desk: Desk, movements: int) -> None:
    """Undo some of last month's 転居 of people who live alone (49): the town before comes back."""
    people = desk.register.people
    persons, histories, towns = desk.moved_last_month.T
    count = whole(desk.rng, movements * desk.shares.cancelled * rate("cancelled_afterwards_share"))
    same = (
        people["present"][persons] & ~people["pending"][persons] & (people["history"][persons] == histories)
    )
    chosen = np.flatnonzero(same)[:count]
    persons = persons[chosen]
    people["town"][persons] = towns[chosen]
    desk.register.households["home"][people["household"][persons]] = towns[chosen]
    write_changes(
        desk.journal,
        desk.register,
        "undo_amendment",
        persons,
        days_for(desk, persons),
        target=histories[chosen],
    )


def write_without_effect(desk: Desk) -> None:
    """Write 改製 and 再製 (both rows) and notes: rows that never have an effect on persons."""
    persons = anybody(desk, monthly(desk, "no_effect_rate"))
    third = len(persons) // 3
    for roles, chosen in (
        (("redraft_removal", "redraft_entry"), persons[:third]),
        (("reissue_removal", "reissue_entry"), persons[third : 2 * third]),
        (("note",), persons[2 * third :]),
    ):
        days = days_for(desk, chosen)
        for role in roles:
            write_changes(desk.journal, desk.register, role, chosen, days)


def write_note(desk: Desk) -> None:
    """Write one note (51) about somebody."""
    persons = draw(desk.rng, desk.register, desk.month, 1, of_both(np.ones(101)))
    write_changes(desk.journal, desk.register, "note", persons, days_for(desk, persons))


def write_inapplicable(desk: Desk) -> None:
    """Write rows that can have no effect: changes of people who are gone, entries of people who are here."""
    people, rng = desk.register.people, desk.rng
    count = monthly(desk, "inapplicable_rate")
    gone = np.flatnonzero(~people["present"] & (people["left_day"] >= 0))
    gone = gone[people["last_day"][gone] <= desk_end(desk)]
    gone = rng.permutation(gone)[: count - count // 4]
    half = len(gone) // 2
    for role, chosen in (("internal_move", gone[:half]), ("ex_officio_removal", gone[half:])):
        days = np.maximum(days_for(desk, chosen), people["left_day"][chosen])
        write_changes(desk.journal, desk.register, role, chosen, np.minimum(days, desk_end(desk)))
    here = draw(rng, desk.register, desk.month, count // 4, of_both(np.ones(101)))
    write_changes(desk.journal, desk.register, "ex_officio_entry", here, days_for(desk, here))


def desk_end(desk: Desk) -> int:
    """Return the last day of the desk's month."""
    return int(month_days(desk.month)[-1])
