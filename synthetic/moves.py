"""転居 and marriages: households and people who change places within the municipality."""

from functools import partial

import numpy as np

from synthetic.arrivals import settle_alone
from synthetic.changes import write_changes
from synthetic.days import office_days, written
from synthetic.delays import happened
from synthetic.departures import group_latest
from synthetic.desk import Desk, homes_for, whole
from synthetic.parameters import by_single_age, parameter_rows, rate, relation
from synthetic.register import enter, lives_alone, members_of
from synthetic.selection import ages_of, draw, of_both, of_sex

MARRIAGEABLE = slice(22, 46)


def record_moves(desk: Desk) -> None:
    """Record a month's 転居: whole households to another town, and people who leave to live alone."""
    people, rng = desk.register.people, desk.rng
    season = float(parameter_rows("seasons")[desk.month % 12]["internal_move"]) / 100
    count = whole(rng, np.count_nonzero(people["present"]) * rate("internal_move_rate") * season)
    weights = of_both(by_single_age("migration_ages", "move_intensity"))
    seeds = draw(rng, desk.register, desk.month, count, weights)
    together = by_single_age("migration_ages", "with_household_share")
    stays = rng.random(len(seeds)) < together[ages_of(desk.register, seeds, desk.month)]
    size = desk.register.households["size"][people["household"][seeds]]
    alone = (size == 1) | stays
    desk.moved_last_month = desk.moved_last_month[:0]
    move_households(desk, np.unique(people["household"][seeds[alone]])[: max(count // 2, 1)])
    leavers = seeds[~alone & ~people["pending"][seeds]]
    leave_to_live_alone(desk, leavers[ages_of(desk.register, leavers, desk.month) >= 18][: count // 5])


def move_households(desk: Desk, homes: np.ndarray) -> None:
    """Move whole households to towns they are drawn to."""
    if not len(homes):
        return
    people, households, rng = desk.register.people, desk.register.households, desk.rng
    members = members_of(desk.register, homes)
    heads = households["head"][homes]
    towns = homes_for(desk, ages_of(desk.register, heads, desk.month), households["size"][homes])
    place = np.zeros(households.rows, dtype=np.int64)
    place[homes] = np.arange(len(homes))
    group = place[people["household"][members]]
    notified = office_days(rng, desk.month, len(homes))
    not_before = group_latest(people["last_day"][members], group)
    days = np.maximum(notified[group], not_before)
    moved = happened(desk, notified, np.minimum(rng.geometric(0.25, len(homes)) - 1, 14))
    moved = np.maximum(moved[group], not_before)
    before = people["town"][members].copy()
    households["home"][homes] = towns
    people["town"][members] = towns[group]
    histories = write_changes(
        desk.journal, desk.register, "internal_move", members, days, changed=written(moved)
    )
    single = households["size"][homes][group] == 1
    desk.moved_last_month = np.stack([members[single], histories[single], before[single]], axis=1)


def leave_to_live_alone(desk: Desk, persons: np.ndarray) -> None:
    """Move people out of their families' households into households of their own in other towns."""
    people = desk.register.people
    settle_alone(desk, persons)
    days = office_days(desk.rng, desk.month, len(persons), people["last_day"][persons])
    moved = happened(desk, days, np.minimum(desk.rng.geometric(0.25, len(persons)) - 1, 14))
    moved = np.maximum(moved, people["last_day"][persons])
    write_changes(desk.journal, desk.register, "internal_move", persons, days, changed=written(moved))


def record_marriages(desk: Desk) -> None:
    """Record new couples: a woman joins the household of a man who lives alone, as his wife."""
    people, rng, month = desk.register.people, desk.rng, desk.month
    count = whole(rng, np.count_nonzero(people["present"]) * rate("marriage_rate") / 12)
    ages = np.zeros(101)
    ages[MARRIAGEABLE] = np.linspace(3, 1, 24)
    men = draw(rng, desk.register, month, count, of_sex(0, ages), partial(lives_alone, desk.register))
    women = draw(rng, desk.register, month, len(men), of_sex(1, ages), partial(is_free, desk))
    men = men[: len(women)]
    men = men[np.argsort(people["birth"][men], kind="stable")]
    women = women[np.argsort(people["birth"][women], kind="stable")]
    adult = (ages_of(desk.register, men, month) >= 18) & (ages_of(desk.register, women, month) >= 18)
    join_as_wives(desk, women[adult], men[adult])


def is_free(desk: Desk, persons: np.ndarray) -> np.ndarray:
    """Return who leaves nobody behind on marrying: people alone, and children and lodgers of others."""
    relations = desk.register.people["relation"][persons]
    return lives_alone(desk.register, persons) | np.isin(relations, [relation("child"), relation("lodger")])


def join_as_wives(desk: Desk, women: np.ndarray, men: np.ndarray) -> None:
    """Move women into men's households as wives: 転居 from another town, 世帯合併 within one."""
    people = desk.register.people
    days = office_days(desk.rng, desk.month, len(women), people["last_day"][women])
    days = np.maximum(days, people["last_day"][men])
    homes = people["household"][men]
    enter(desk.register, women, homes)
    people["relation"][women] = relation("wife")
    towns = desk.register.households["home"][homes]
    near = people["town"][women] == towns
    people["town"][women] = towns
    write_changes(desk.journal, desk.register, "merger", women[near], days[near])
    write_changes(desk.journal, desk.register, "internal_move", women[~near], days[~near])
