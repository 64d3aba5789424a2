"""転入: returnees under their old number, families, and single people who found or join a household."""

import numpy as np

from synthetic.ages import intensities
from synthetic.changes import role_number, write_changes
from synthetic.days import office_days, written
from synthetic.delays import happened
from synthetic.desk import Desk, draw_countries, draw_partners, homes_for, whole
from synthetic.families import draw_families, fitting
from synthetic.foreigners import FOREIGN, make_foreign
from synthetic.opening import GENERATION, birth_dates, drawn_near
from synthetic.parameters import OLDEST, national_ages, rate, relation
from synthetic.register import enter, make_heads, new_households
from synthetic.selection import ages_of

AWAY = 60
"""Days a returnee has been away, at least."""
CONSIDERED = 40
"""Households looked at for each that is chosen: all of a village, a sample of a city."""
PAST_MIDDLE = 55
NOBODY = np.empty(0, dtype=np.int64)
SCHOOL_LEAVING = 15
"""Below this age nobody arrives alone without joining a household."""


def record_arrivals(desk: Desk, flow: str, counts: np.ndarray) -> np.ndarray:
    """Record a month's arrivals of one flow (`in_domestic`, `in_abroad`), `counts` by sex; return them."""
    returnees = find_returnees(desk, np.array([whole(desk.rng, n * rate("returnee_share")) for n in counts]))
    settle(desk, returnees)
    left = counts - np.bincount(desk.register.people["sex"][returnees], minlength=2)
    families, family_days = add_families(desk, flow, left)
    left = left - np.bincount(desk.register.people["sex"][families], minlength=2)
    singles = add_singles(desk, flow, left)
    alone = np.concatenate([returnees, singles])
    people = desk.register.people
    days = office_days(desk.rng, desk.month, len(alone), people["last_day"][alone])
    arrived = np.concatenate([families, alone])
    register_arrivals(desk, flow, arrived, np.concatenate([family_days, days]))
    return arrived


def register_arrivals(desk: Desk, flow: str, persons: np.ndarray, recorded: np.ndarray) -> None:
    """Write the rows of people who have arrived: moved up to a fortnight before they say so, some months."""
    people, rng = desk.register.people, desk.rng
    _, first, home = np.unique(people["household"][persons], return_index=True, return_inverse=True)
    together = happened(desk, recorded[first], np.minimum(rng.geometric(0.2, len(first)) - 1, 14))[home]
    together = np.minimum(np.maximum(together, people["left_day"][persons]), recorded)
    moved = np.maximum(written(together), people["birth"][persons])
    if flow == "in_domestic":
        partners = {"origin": draw_partners(desk, len(persons))}
    else:
        partners = {"origin_country": draw_countries(desk, persons)}
    histories = write_changes(
        desk.journal, desk.register, flow, persons, recorded, changed=moved, partners=partners
    )
    people["entered_history"][persons], people["entered_day"][persons] = histories, recorded


def find_returnees(desk: Desk, counts: np.ndarray) -> np.ndarray:
    """Return people who left by 転出 some months ago and come back now, at most `counts` by sex."""
    people = desk.register.people
    roles = [role_number("out_domestic"), role_number("out_abroad")]
    away = ~people["present"] & np.isin(people["left_role"], roles)
    away &= people["left_day"] < int(office_days(desk.rng, desk.month, 1)[0]) - AWAY
    found = [
        desk.rng.permutation(np.flatnonzero(away & (people["sex"] == sex)))[: int(counts[sex])]
        for sex in (0, 1)
    ]
    return np.concatenate(found)


def settle(desk: Desk, persons: np.ndarray) -> None:
    """Put people who come one by one on the register: children join households, others found their own."""
    ages = ages_of(desk.register, persons, desk.month)
    is_child = ages < SCHOOL_LEAVING
    settle_alone(desk, persons[~is_child])
    join_households(desk, persons[is_child], ages[is_child])


def settle_alone(desk: Desk, persons: np.ndarray) -> None:
    """Put people on the register, each as the householder of a new household."""
    ages = ages_of(desk.register, persons, desk.month)
    towns = homes_for(desk, ages, np.ones(len(persons)))
    enter(desk.register, persons, new_households(desk.register, towns))
    make_heads(desk.register, persons, relation("head"))
    desk.register.people["town"][persons] = towns


def add_families(desk: Desk, flow: str, room: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add families within a share of `room` (by sex) and return people and the day each family reports."""
    rng = desk.rng
    share = np.floor(room * rate("household_moves_of_in")).astype(np.int64)
    family = draw_families(rng, int(share.sum() // 2))
    kept = fitting(family.group, family.sex, share)
    group, sex, age = family.group[kept], family.sex[kept], family.age[kept]
    count = int(group.max()) + 1 if len(group) else 0
    is_first = np.append(True, group[1:] != group[:-1]) if len(group) else np.zeros(0, dtype=bool)
    towns = homes_for(desk, age[is_first], np.bincount(group, minlength=count))
    homes = new_households(desk.register, towns)
    persons = desk.register.people.append(
        len(group),
        sex=sex,
        birth=birth_dates(rng, age, desk.month),
        relation=family.relation[kept],
        town=towns[group],
    )
    # from abroad, families are Japanese more often than people alone
    foreign_share = foreign_chance(desk, flow) ** (2 if flow == "in_abroad" else 1)
    make_foreign_together(desk, persons, group, rng.random(count) < foreign_share)
    enter(desk.register, persons, homes[group])
    make_heads(desk.register, persons[is_first], relation("head"))
    days = office_days(rng, desk.month, count)
    return persons, days[group]


def make_foreign_together(desk: Desk, persons: np.ndarray, group: np.ndarray, is_foreign: np.ndarray) -> None:
    """Make whole families foreign, of one nationality and status each."""
    chosen = persons[is_foreign[group]]
    if not len(chosen):
        return
    make_foreign(desk.register, desk.rng, chosen, "arrival")
    people = desk.register.people
    _, first, inverse = np.unique(group[is_foreign[group]], return_index=True, return_inverse=True)
    people["nationality"][chosen] = people["nationality"][chosen[first]][inverse]
    people["status"][chosen] = people["status"][chosen[first]][inverse]


def foreign_chance(desk: Desk, flow: str) -> float:
    """Return the share of the foreign among arrivals of a flow; it follows their share of residents."""
    people = desk.register.people
    foreign = np.count_nonzero(people["present"] & (people["kind"] == FOREIGN))
    weight = foreign * rate(f"foreign_{flow}_weight")
    share = weight / max(weight + np.count_nonzero(people["present"]) - foreign, 1)
    return float(max(share, rate(f"foreign_{flow}_share_at_least")))


def add_singles(desk: Desk, flow: str, counts: np.ndarray) -> np.ndarray:
    """Add people who arrive one by one, `counts` by sex: they found a household or join one."""
    rng, total = desk.rng, int(counts.sum())
    sex = np.repeat(np.arange(2), counts)
    foreign = rng.random(total) < foreign_chance(desk, flow)
    age = np.where(foreign, rng.integers(19, 36, total), arrival_ages(rng, sex))
    persons = desk.register.people.append(total, sex=sex, birth=birth_dates(rng, age, desk.month))
    make_foreign(desk.register, rng, persons[foreign], "arrival")
    joins = ~foreign & ((age < SCHOOL_LEAVING) | (rng.random(total) < rate("joins_of_in")))
    settle_alone(desk, persons[~joins])
    join_households(desk, persons[joins], age[joins])
    return persons


def arrival_ages(rng: np.random.Generator, sex: np.ndarray) -> np.ndarray:
    """Return ages of arrivals by sex: the intensity of moving in times the age structure of the country."""
    cumulated = np.cumsum(national_ages() * intensities()[0], axis=1)
    drawn = rng.random(len(sex))
    ages = np.empty(len(sex), dtype=np.int64)
    for each in (0, 1):
        chosen = sex == each
        ages[chosen] = np.searchsorted(cumulated[each], drawn[chosen] * cumulated[each, -1], side="right")
    return np.minimum(ages, OLDEST)


def join_households(desk: Desk, persons: np.ndarray, ages: np.ndarray) -> None:
    """Put people into households of residents, as child, parent or lodger of the householder by age."""
    people = desk.register.people
    if not np.any(desk.register.households["size"]):
        settle_alone(desk, persons)
        return
    homes = hosts_for(desk, ages)
    enter(desk.register, persons, homes)
    people["town"][persons] = desk.register.households["home"][homes]
    people["relation"][persons] = relation_by_age(desk, persons, homes, ages)


def hosts_for(desk: Desk, ages: np.ndarray, besides: np.ndarray = NOBODY) -> np.ndarray:
    """Return a household for each of these ages, `besides` excepted; there must be one.

    Its householder is a generation older or, for those past middle age, a generation younger.
    """
    people, households, rng = desk.register.people, desk.register.households, desk.rng
    is_open = households["size"] > 0
    is_open[besides] = False
    homes = np.flatnonzero(is_open)
    if len(homes) > CONSIDERED * len(ages) + 1000:
        homes = homes[rng.integers(0, len(homes), CONSIDERED * len(ages) + 1000)]
    heads = households["head"][homes]
    led = homes[people["present"][heads] & ~people["pending"][heads] & (people["household"][heads] == homes)]
    homes = led if len(led) else homes
    head_ages = ages_of(desk.register, households["head"][homes], desk.month)
    wanted = np.where(ages >= PAST_MIDDLE, ages - 28, ages + 30) + rng.normal(0, 4, len(ages))
    return homes[drawn_near(rng, head_ages, wanted)]


def relation_by_age(desk: Desk, persons: np.ndarray, homes: np.ndarray, ages: np.ndarray) -> np.ndarray:
    """Return child, father, mother or lodger by the years between each person and the householder."""
    people = desk.register.people
    older = ages_of(desk.register, desk.register.households["head"][homes], desk.month) - ages
    parent = np.where(people["sex"][persons] == 0, relation("father"), relation("mother"))
    young = (older >= GENERATION) & (older <= 45)
    old = (older <= -GENERATION) & (older >= -45)
    return np.select([young, old], [relation("child"), parent], relation("lodger"))
