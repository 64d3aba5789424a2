"""Householders who are gone get a successor, and the number of households is led to its control."""

from functools import cache, partial

import numpy as np

from synthetic.arrivals import CONSIDERED, hosts_for, relation_by_age
from synthetic.changes import write_changes
from synthetic.days import office_days
from synthetic.departures import group_latest
from synthetic.desk import Desk, whole
from synthetic.parameters import parameter_rows, rate, relation
from synthetic.register import (
    enter,
    household_count,
    make_heads,
    members_of,
    new_households,
)
from synthetic.selection import ages_of, draw, of_both

FEMALE = 1
ADULT = 18
DECEMBER = 11
CHILD = 15
"""Below this age nobody is left to lead a household."""


def record_successions(desk: Desk) -> None:
    """Give every household that has lost its householder a new one (43), and its members new relationships.

    A few wait until the next month, but none beyond the year: a household without a householder is a quality
    warning (02-register 2.4).
    """
    households = desk.register.households
    orphaned = np.flatnonzero((households["size"] > 0) & ~has_head(desk))
    if desk.month % 12 != DECEMBER:
        orphaned = orphaned[desk.rng.random(len(orphaned)) >= rate("delayed_succession_share")]
    if not len(orphaned):
        return
    members = members_of(desk.register, orphaned)
    successors = choose_successors(desk, members)
    give_heads(desk, members, successors)
    take_in_children(desk, successors)


def take_in_children(desk: Desk, successors: np.ndarray) -> None:
    """Let households that only children are left in join others."""
    people = desk.register.people
    is_child = ages_of(desk.register, successors, desk.month) < CHILD
    homes = people["household"][successors[is_child & ~people["pending"][successors]]]
    if len(homes) and household_count(desk.register) > len(homes):
        dissolve(desk, homes)


def give_heads(desk: Desk, members: np.ndarray, successors: np.ndarray) -> None:
    """Make the successors householders and give all members of their households new relationships (43)."""
    people, households = desk.register.people, desk.register.households
    place = np.zeros(households.rows, dtype=np.int64)
    place[people["household"][successors]] = np.arange(len(successors))
    group = place[people["household"][members]]
    days = office_days(desk.rng, desk.month, len(successors))[group]
    days = np.maximum(days, group_latest(people["last_day"][members], group))
    after = succession_table()[people["relation"][successors][group], people["relation"][members]]
    after = np.where(people["sex"][members] == FEMALE, roles_of_women()[after], after)
    after[successors[group] == members] = relation("head")
    changed = after != people["relation"][members]
    people["relation"][members] = after
    make_heads(desk.register, successors, relation("head"))
    changed |= successors[group] == members
    write_changes(desk.journal, desk.register, "householder_change", members[changed], days[changed])


def has_head(desk: Desk) -> np.ndarray:
    """Return, per household, whether its householder is on the register and in it."""
    people, head = desk.register.people, desk.register.households["head"]
    return (head >= 0) & people["present"][head] & (people["household"][head] == np.arange(len(head)))


def choose_successors(desk: Desk, members: np.ndarray) -> np.ndarray:
    """Return one person per household: who stays before who leaves, adults, then by rank, then the oldest."""
    people = desk.register.people
    rank = np.array([int(row["rank_of_succession"]) for row in parameter_rows("relationships")])
    minor = ages_of(desk.register, members, desk.month) < ADULT
    order = np.lexsort(
        (
            people["birth"][members],
            rank[people["relation"][members]],
            minor,
            people["pending"][members],
            people["household"][members],
        )
    )
    sorted_members = members[order]
    homes = people["household"][sorted_members]
    return sorted_members[np.append(True, homes[1:] != homes[:-1])]


@cache
def succession_table() -> np.ndarray:
    """Return [successor's old relationship, member's old one] → the member's new one."""
    count = len(parameter_rows("relationships"))
    table = np.full((count, count), relation("lodger"), dtype=np.int8)
    for row in parameter_rows("successions"):
        table[relation(row["successor_role"]), relation(row["member_role"])] = relation(row["new_role"])
    return table


@cache
def roles_of_women() -> np.ndarray:
    """Return, for each relationship, the one that a woman has in its place (sister for brother)."""
    return np.array([relation(row["of_women"]) for row in parameter_rows("relationships")], dtype=np.int8)


def balance_households(desk: Desk, target: int, months_left: int) -> None:
    """Split and merge households (40, 41) towards `target`, an equal step a month, exactly in the last one.

    Some households split and others merge beyond that, as everywhere.
    """
    gap = target - household_count(desk.register)
    step = gap if months_left <= 1 else int(np.rint(gap / months_left))
    households = household_count(desk.register)
    beyond = whole(desk.rng, households * rate("gross_household_change_rate") / 24)
    possible = int(np.count_nonzero(desk.register.people["present"])) - households
    splits = min(max(step, 0) + beyond, possible)
    done = split_households(desk, splits)
    merge_households(desk, max(done - step, 0))


def split_households(desk: Desk, count: int) -> int:
    """Let `count` people who follow a householder found households at the address; return how many did."""
    people = desk.register.people
    ages = np.concatenate([np.full(ADULT, 1e-6), np.full(83, 1.0)])
    persons = draw(desk.rng, desk.register, desk.month, count, of_both(ages), partial(may_split, desk))
    if len(persons) < count:
        everyone = np.flatnonzero(people["present"])
        rest = np.setdiff1d(everyone[follows_head(desk, everyone)], persons)
        persons = np.concatenate([persons, desk.rng.permutation(rest)[: count - len(persons)]])
    towns = desk.register.households["home"][people["household"][persons]]
    enter(desk.register, persons, new_households(desk.register, towns))
    make_heads(desk.register, persons, relation("head"))
    days = office_days(desk.rng, desk.month, len(persons), people["last_day"][persons])
    write_changes(desk.journal, desk.register, "split", persons, days)
    return len(persons)


def follows_head(desk: Desk, persons: np.ndarray) -> np.ndarray:
    """Return who lives in the household of a present householder and is not the householder."""
    people, homes = desk.register.people, desk.register.people["household"][persons]
    head = desk.register.households["head"][homes]
    return (head >= 0) & (head != persons) & people["present"][head] & (people["household"][head] == homes)


def may_split(desk: Desk, persons: np.ndarray) -> np.ndarray:
    """Return who can leave the householder for a household of his or her own: all but spouses."""
    spouse = np.isin(desk.register.people["relation"][persons], [relation("wife"), relation("husband")])
    return follows_head(desk, persons) & ~spouse


def merge_households(desk: Desk, count: int) -> None:
    """Dissolve `count` households into others."""
    alive = np.flatnonzero(desk.register.households["size"])
    count = min(count, len(alive) - 1)
    if count <= 0:
        return
    dissolve(desk, ready_to_merge(desk, alive, count))


def dissolve(desk: Desk, homes: np.ndarray) -> None:
    """Let the members of these households join others (41)."""
    people, households = desk.register.people, desk.register.households
    members = members_of(desk.register, homes)
    place = np.zeros(households.rows, dtype=np.int64)
    place[homes] = np.arange(len(homes))
    group = place[people["household"][members]]
    ages = ages_of(desk.register, households["head"][homes], desk.month)
    hosts = hosts_for(desk, ages, homes)[group]
    days = group_latest(office_days(desk.rng, desk.month, len(members), people["last_day"][members]), group)
    enter(desk.register, members, hosts)
    people["town"][members] = households["home"][hosts]
    member_ages = ages_of(desk.register, members, desk.month)
    people["relation"][members] = relation_by_age(desk, members, hosts, member_ages)
    write_changes(desk.journal, desk.register, "merger", members, days)


def ready_to_merge(desk: Desk, alive: np.ndarray, count: int) -> np.ndarray:
    """Return `count` households likely to join others: the smallest first, of the old or the young."""
    households, people = desk.register.households, desk.register.people
    considered = alive
    if len(alive) > CONSIDERED * count:
        considered = np.unique(alive[desk.rng.integers(0, len(alive), CONSIDERED * count)])
    heads = households["head"][considered]
    ages = ages_of(desk.register, heads, desk.month)
    readiness = np.where((ages >= 72) | (ages < 32), 1.0, 0.3) * np.where(ages < ADULT, 0.1, 1.0)
    waiting = desk.rng.exponential(size=len(considered)) / readiness
    waiting += 1e3 * households["size"][considered] + 1e6 * people["pending"][heads]
    return np.sort(considered[np.argsort(waiting, kind="stable")[:count]])
