"""Births: mothers by age, notified within fourteen days, some much later."""

import numpy as np

from synthetic.changes import write_changes
from synthetic.days import office_days, written
from synthetic.delays import happened
from synthetic.desk import Desk
from synthetic.foreigners import draw_statuses
from synthetic.parameters import fertility, rate, relation
from synthetic.register import NONE, enter
from synthetic.selection import draw, of_sex

FEMALE = 1
PREGNANCY = 10
"""Months between two births of one mother, at least."""


def record_births(desk: Desk, counts: np.ndarray) -> np.ndarray:
    """Record a month's births, `counts` by sex, and return the children."""
    total = int(counts.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    people, rng = desk.register.people, desk.rng
    mothers = find_mothers(desk, total)
    sexes = rng.permutation(np.repeat(np.arange(2, dtype=np.int8), counts))
    recorded = office_days(rng, desk.month, total, people["last_day"][mothers])
    born = happened(desk, recorded, notification_delays(rng, total))
    kind = child_kinds(desk, mothers)
    foreign = kind == 1
    status = draw_statuses(rng, "newborn", "arrival", total)
    children = people.append(
        total,
        sex=sexes,
        birth=written(born),
        kind=kind,
        nationality=np.where(foreign, people["nationality"][mothers], NONE),
        status=np.where(foreign, status, NONE),
        town=people["town"][mothers],
        relation=child_relations(people["relation"][mothers]),
    )
    people["last_birth"][mothers] = desk.month
    enter(desk.register, children, people["household"][mothers])
    histories = write_changes(desk.journal, desk.register, "birth", children, recorded, changed=written(born))
    people["entered_history"][children], people["entered_day"][children] = histories, recorded
    return children


def notification_delays(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return days from birth to notification, up to 14."""
    return np.clip(rng.normal(rate("birth_delay_days"), 3.5, count), 0, 14).astype(np.int64)


def find_mothers(desk: Desk, count: int) -> np.ndarray:
    """Return mothers, six of seven married; the same one twice only if there are too few women."""
    people = desk.register.people
    weights = of_sex(FEMALE, fertility())

    def ready(persons: np.ndarray) -> np.ndarray:
        return np.asarray(people["last_birth"][persons] < desk.month - PREGNANCY)

    def married(persons: np.ndarray) -> np.ndarray:
        return ready(persons) & np.isin(
            people["relation"][persons], [relation("wife"), relation("wife_of_child")]
        )

    wives = draw(desk.rng, desk.register, desk.month, int(count * 0.86), weights, married)
    people["last_birth"][wives] = desk.month
    others = draw(desk.rng, desk.register, desk.month, count - len(wives), weights, ready)
    mothers = np.concatenate([wives, others])
    if len(mothers) < count:
        everyone = np.flatnonzero(people["present"])
        mothers = np.resize(mothers if len(mothers) else everyone, count)
    return desk.rng.permutation(mothers)


def child_kinds(desk: Desk, mothers: np.ndarray) -> np.ndarray:
    """Return the kinds of children: foreign if the mother is and the householder is not Japanese."""
    people = desk.register.people
    heads = desk.register.households["head"][people["household"][mothers]]
    return np.where(people["kind"][heads] == 0, 0, people["kind"][mothers]).astype(np.int8)


def child_relations(mother_relations: np.ndarray) -> np.ndarray:
    """Return the child's relationship to the householder by the mother's."""
    close = np.isin(mother_relations, [relation("head"), relation("wife"), relation("husband")])
    grand = np.isin(mother_relations, [relation("child"), relation("wife_of_child")])
    return np.select([close, grand], [relation("child"), relation("child_of_child")], relation("other"))
