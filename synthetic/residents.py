"""The state of the base date: where everybody lives, a few dirty values, and the rows of the 全件データ."""

import numpy as np

from synthetic.changes import STATE, Columns
from synthetic.desk import Desk
from synthetic.parameters import rate
from synthetic.register import NONE
from synthetic.selection import ages_of
from synthetic.towns import SETTLED, draw_towns, household_groups


def settle_towns(desk: Desk) -> None:
    """Give every household a town by its householder's age and its size, and its members with it."""
    people, households = desk.register.people, desk.register.households
    ages = ages_of(desk.register, households["head"], desk.month)
    groups = household_groups(ages, households["size"])
    households["home"][:] = draw_towns(desk.rng, desk.towns, groups, SETTLED)
    people["town"][:] = households["home"][people["household"]]


def dirty_some(desk: Desk) -> None:
    """Make a few birth dates partly unknown or impossible, and a few towns unknown, as in old registers."""
    people, rng = desk.register.people, desk.rng
    count = people.rows
    birth = people["birth"]
    old = np.flatnonzero((birth < 19600000) | (people["kind"] == 1))
    unknown = rng.permutation(old)[: int(count * rate("unknown_birth_date_share"))]
    keep = rng.choice([100, 10000], len(unknown))
    birth[unknown] = birth[unknown] // keep * keep
    leap = np.flatnonzero((birth // 100 % 100 == 2) & (birth % 100 == 28) & (birth // 10000 % 4 != 0))
    impossible = rng.permutation(leap)[: int(np.ceil(count * rate("impossible_birth_date_share")))]
    birth[impossible] += 1
    lost = rng.permutation(count)[: int(count * rate("unknown_town_share"))]
    people["town"][lost] = NONE


def resident_rows(desk: Desk, before: np.ndarray) -> Columns:
    """Return one row per resident of the base date, in the order of 宛名番号.

    `before` are the 履歴番号 before the 転出 that are pending at the base were written. In half of the
    pending cases the 転出 itself is the person's latest row and gives the 履歴番号 (01-feed 1.2).
    """
    people = desk.register.people
    present = np.flatnonzero(people["present"])
    history = before[present].copy()
    shows_pending = people["pending"][present] & (desk.rng.random(len(present)) < 0.5)
    rows: Columns = {name: people[name][present] for name in STATE}
    rows["person"] = present.astype(np.int32)
    rows["history"] = history + shows_pending
    return rows
