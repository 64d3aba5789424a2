"""The residents of the base date: ages and sexes of the plan, gathered into as many households as it says."""

import numpy as np

from synthetic.days import month_days, written
from synthetic.parameters import OLDEST, by_single_age, relation
from synthetic.register import NONE, Register, make_heads

MALE, FEMALE = 0, 1
QUIET = 90
"""Days before the base in which nothing was recorded, as far as the generator knows."""
ADULT, OLD = 18, 62
GENERATION = 16
"""Years that make a child or a parent rather than a lodger."""


def populate(
    register: Register, rng: np.random.Generator, ages: np.ndarray, stock: np.ndarray, *, month: int
) -> None:
    """Add the stock by sex in the shape of `ages`, as of the first day of `month`, without households yet."""
    sexes, single = [], []
    for each in (MALE, FEMALE):
        counts = whole_ages(ages[each], int(stock[each]))
        sexes.append(np.full(stock[each], each, dtype=np.int8))
        single.append(np.repeat(np.arange(OLDEST + 1), counts))
    sex, age = np.concatenate(sexes), np.concatenate(single)
    order = rng.permutation(len(sex))
    sex, age = sex[order], age[order]
    oldest = age == OLDEST
    age = age + oldest * np.minimum(rng.geometric(0.42, len(age)) - 1, 12)
    history = np.minimum(rng.geometric(0.35, len(sex)), 30)
    register.people.append(
        len(sex),
        sex=sex,
        birth=birth_dates(rng, age, month),
        history=history,
        last_day=month_days(month)[0] - QUIET,
    )


def whole_ages(shape: np.ndarray, total: int) -> np.ndarray:
    """Return whole counts by age that sum to `total`, by largest remainders."""
    exact = shape * (total / max(shape.sum(), 1e-9))
    counts = np.floor(exact).astype(np.int64)
    remaining = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:remaining]] += 1
    return counts


def birth_dates(rng: np.random.Generator, ages: np.ndarray, month: int) -> np.ndarray:
    """Return birth dates as written of people who have these ages on the first day of a month."""
    start = int(month_days(month)[0])
    # a year of 365.2425 days; the margin of one day keeps the age right in leap years
    back = np.floor((ages + rng.random(len(ages)) * 0.994 + 0.003) * 365.2425).astype(np.int64)
    return written(start - 1 - back)


def gather_households(register: Register, rng: np.random.Generator, *, households: int, month: int) -> None:
    """Form exactly `households` households of everyone added so far.

    Everyone is a householder, a spouse or attached to a household. With C couples and A attached people there
    are P − C − A households, so the count is met by attaching exactly P − C − households people: children
    first, then whoever is likeliest to live with others.
    """
    people = register.people
    age = (month - people["birth"] // 10000 * 12 - people["birth"] // 100 % 100 + 1) // 12
    age = np.clip(age, 0, OLDEST)
    husbands, wives = couples(rng, people["sex"], age, households)
    single = np.ones(people.rows, dtype=bool)
    single[husbands] = single[wives] = False
    unattached = np.flatnonzero(single)
    attached = attached_people(rng, people["sex"], age, unattached, people.rows - len(husbands) - households)
    single[attached] = False
    heads = np.concatenate([husbands, np.flatnonzero(single)])
    wife_is_head = rng.random(len(husbands)) < 0.02
    heads[: len(husbands)] = np.where(wife_is_head, wives, husbands)
    spouses = np.where(wife_is_head, husbands, wives)
    homes = register.households.append(len(heads), home=NONE)
    people["household"][heads] = homes
    people["household"][spouses] = homes[: len(husbands)]
    people["relation"][spouses] = np.where(wife_is_head, relation("husband"), relation("wife"))
    attach(register, rng, attached, heads, couple_count=len(husbands), age=age)
    people["present"][:] = True
    register.households["size"][:] = np.bincount(people["household"], minlength=register.households.rows)
    make_heads(register, heads, relation("head"))


def couples(
    rng: np.random.Generator, sex: np.ndarray, age: np.ndarray, households: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return husbands and wives paired by age (wives two years younger), at most one couple per household."""
    married = np.stack(
        [by_single_age("household_formation", f"married_{name}") for name in ("male", "female")]
    )
    wed = rng.random(len(age)) < married[sex, age]
    husbands, wives = np.flatnonzero(wed & (sex == MALE)), np.flatnonzero(wed & (sex == FEMALE))
    minors = int(np.count_nonzero(age < ADULT))
    most = int(np.clip(len(age) - households - minors, 0, households))
    count = min(len(husbands), len(wives), most)
    husbands = rng.permutation(husbands)[:count]
    wives = rng.permutation(wives)[:count]
    husbands = husbands[np.argsort(age[husbands] + rng.normal(0, 2.5, count), kind="stable")]
    wives = wives[np.argsort(age[wives] + 2 + rng.normal(0, 2.5, count), kind="stable")]
    return husbands, wives


def attached_people(
    rng: np.random.Generator, sex: np.ndarray, age: np.ndarray, candidates: np.ndarray, count: int
) -> np.ndarray:
    """Return the `count` candidates likeliest to live in somebody else's household."""
    propensity = np.stack(
        [by_single_age("household_formation", f"attached_{name}") for name in ("male", "female")]
    )
    score = rng.exponential(size=len(candidates)) / propensity[sex[candidates], age[candidates]]
    return candidates[np.argsort(score, kind="stable")[: max(count, 0)]]


def attach(
    register: Register,
    rng: np.random.Generator,
    attached: np.ndarray,
    heads: np.ndarray,
    *,
    couple_count: int,
    age: np.ndarray,
) -> None:
    """Give every attached person a household: one a generation older or, for old parents, younger.

    Hosts of children are couples and some lone mothers; hosts of parents are middle-aged householders.
    """
    people = register.people
    is_parent = age[attached] >= OLD
    lone = heads[couple_count:]
    mothers = lone[
        (people["sex"][lone] == FEMALE)
        & (age[lone] >= 20)
        & (age[lone] < 75)
        & (rng.random(len(lone)) < 0.22)
    ]
    hosts = np.concatenate([heads[:couple_count], mothers])
    children, parents = attached[~is_parent], attached[is_parent]
    gap = np.where(age[children] > 35, 28, 31) + rng.normal(0, 4.5, len(children))
    found = join_nearest(register, rng, children, hosts if len(hosts) else heads, age[children] + gap, age)
    near = age[found] - age[children] < GENERATION
    people["relation"][children] = np.where(near, relation("lodger"), relation("child"))
    middle = heads[(age[heads] >= 30) & (age[heads] < 72)]
    wanted = age[parents] - 27 + rng.normal(0, 4, len(parents))
    found = join_nearest(register, rng, parents, middle if len(middle) else heads, wanted, age)
    in_law = rng.random(len(parents)) < 0.15
    fathers = np.where(in_law, relation("father_of_wife"), relation("father"))
    mothers = np.where(in_law, relation("mother_of_wife"), relation("mother"))
    roles = np.where(people["sex"][parents] == MALE, fathers, mothers)
    near = age[parents] - age[found] < GENERATION
    people["relation"][parents] = np.where(near, relation("lodger"), roles)


def join_nearest(
    register: Register,
    rng: np.random.Generator,
    persons: np.ndarray,
    hosts: np.ndarray,
    wanted_age: np.ndarray,
    age: np.ndarray,
) -> np.ndarray:
    """Put each person into the household of a host of about the wanted age and return the hosts found."""
    found = hosts[drawn_near(rng, age[hosts], wanted_age)]
    register.people["household"][persons] = register.people["household"][found]
    return found


def drawn_near(rng: np.random.Generator, host_ages: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return, for each wanted age, the position of a host drawn among those of about that age.

    Ages that hardly any host has are taken for the nearest ones that many have, so that no household swells.
    """
    order = np.argsort(host_ages, kind="stable")
    wanted = np.clip(np.floor(wanted), *np.quantile(host_ages, (0.02, 0.98)))
    low = np.searchsorted(host_ages[order], wanted - 1, side="left")
    high = np.searchsorted(host_ages[order], wanted + 1, side="right")
    place = low + np.floor(rng.random(len(wanted)) * np.maximum(high - low, 1)).astype(np.int64)
    return order[np.minimum(place, len(order) - 1)]
