"""転出: planned or notified late, alone or as households, cancelled in time, brought forward by a notice.

A 転出 counts on the later of its recorded and its planned day, unless a 転入通知 was recorded earlier
(02-register 2.1). Every row here is made backwards from the day it must count on.
"""

import numpy as np

from synthetic.ages import intensities
from synthetic.changes import role_number, write_changes
from synthetic.days import calendar_weights, draw_days, month_days, office_days, written
from synthetic.delays import happened
from synthetic.desk import Desk, Planned, draw_countries, draw_partners
from synthetic.families import fitting
from synthetic.parameters import by_single_age, rate
from synthetic.register import is_head, leave, lives_alone, members_of
from synthetic.selection import ages_of, draw, of_sex

OUT_FLOWS = ("out_domestic", "out_abroad")


def record_departures(desk: Desk, flow: str, counts: np.ndarray) -> None:
    """Record 転出 that are recorded and counted in the desk's month, `counts` by sex."""
    persons, group = choose_movers(desk, flow, counts)
    if not len(persons):
        return
    people, rng, month = desk.register.people, desk.rng, desk.month
    not_before = group_latest(people["last_day"][persons], group)
    wanted = happened(desk, draw_days(rng, calendar_weights(month), month, len(persons)), 0)
    wanted = np.maximum(draw_groups(wanted, group), not_before)
    recorded = np.maximum(draw_groups(office_days(rng, month, len(persons)), group), not_before)
    counted = np.maximum(recorded, wanted)
    is_late = wanted <= recorded
    partial = is_late & (draw_groups(rng.random(len(persons)), group) < rate("partial_planned_date_share"))
    planned = written(wanted) // np.where(partial, 100, 1) * np.where(partial, 100, 1)
    histories = write_departures(desk, flow, persons, group, recorded, counted, planned, ~is_late)
    leave(desk.register, persons, counted, role_number(flow), histories)


def plan_departures(desk: Desk, flow: str, counts: np.ndarray) -> None:
    """Record 転出 in the desk's month that count in the next, `counts` by sex; nobody leaves yet."""
    persons, group = choose_movers(desk, flow, counts)
    if not len(persons):
        return
    people, rng, month = desk.register.people, desk.rng, desk.month
    not_before = group_latest(people["last_day"][persons], group)
    recorded = np.maximum(office_days(rng, month, len(persons)), office_days(rng, month, len(persons)))
    recorded = np.maximum(draw_groups(recorded, group), not_before)
    weights = calendar_weights(month + 1)
    early = np.minimum(*(draw_days(rng, weights, month + 1, len(persons)) for _ in range(2)))
    counted = draw_groups(early, group)
    partial = np.zeros(len(persons), dtype=bool)
    histories = write_departures(desk, flow, persons, group, recorded, counted, written(counted), ~partial)
    people["pending"][persons] = True
    desk.planned.append(Planned(role_number(flow), persons, counted, histories, is_cancelled=False))


def write_departures(
    desk: Desk,
    flow: str,
    persons: np.ndarray,
    group: np.ndarray,
    recorded: np.ndarray,
    counted: np.ndarray,
    planned: np.ndarray,
    is_planned: np.ndarray,
) -> np.ndarray:
    """Write 転出 rows and their 転入通知 and return the 履歴番号 of the 転出."""
    rng = desk.rng
    drawn = draw_groups(rng.random(len(persons)), group)
    is_domestic = flow == "out_domestic"
    # an early notice is recorded on the counted day and brings a later planned day forward
    is_early = is_domestic & is_planned & (drawn < rate("notice_early_share")) & (recorded < counted)
    later = draw_groups(rng.integers(1, 26, len(persons)), group)
    planned = np.where(is_early, written(counted + later), planned)
    if is_domestic:
        partners = {"destination": draw_groups(draw_partners(desk, len(persons)), group)}
    else:
        partners = {"destination_country": draw_countries(desk, persons)}
    histories = write_changes(
        desk.journal, desk.register, flow, persons, recorded, changed=planned, partners=partners
    )
    has_notice = is_early | (is_domestic & (drawn > 1 - rate("notice_share")))
    notice = np.where(is_early, counted, counted + draw_groups(rng.integers(1, 24, len(persons)), group))
    arrival = written(np.maximum(notice - rng.integers(0, 8, len(persons)), recorded))
    arrival = np.where(is_planned, arrival, planned)
    write_changes(
        desk.journal,
        desk.register,
        "arrival_notice",
        persons[has_notice],
        notice[has_notice],
        changed=arrival[has_notice],
        target=histories[has_notice],
        is_notice=True,
    )
    return histories


def let_planned_go(desk: Desk) -> None:
    """Let the people planned last month leave on their days, and write the cancellations of the others."""
    for plan in desk.planned:
        if plan.is_cancelled:
            cancel_in_time(desk, plan)
        else:
            leave(desk.register, plan.persons, plan.counted, plan.role, plan.histories)
    desk.planned = []


def cancel_in_time(desk: Desk, plan: Planned) -> None:
    """Write 取消 rows not later than the planned day: both rows are void (02-register 2.2)."""
    days = office_days(desk.rng, desk.month, len(plan.persons), month_days(desk.month)[0])
    days = np.minimum(days, plan.counted)
    write_changes(desk.journal, desk.register, "restore", plan.persons, days, target=plan.histories)
    desk.register.people["pending"][plan.persons] = False


def plan_cancelled(desk: Desk, count: int) -> None:
    """Record 転出 for the next month that will be cancelled in time."""
    people, rng, month = desk.register.people, desk.rng, desk.month
    weights = of_sex(0, intensities()[1]) + of_sex(1, intensities()[1])
    persons = draw(rng, desk.register, month, count, weights)
    recorded = office_days(rng, month, len(persons), people["last_day"][persons])
    planned = draw_days(rng, calendar_weights(month + 1), month + 1, len(persons))
    histories = write_changes(
        desk.journal,
        desk.register,
        "out_domestic",
        persons,
        recorded,
        changed=written(planned),
        partners={"destination": draw_partners(desk, len(persons))},
    )
    people["pending"][persons] = True
    desk.planned.append(Planned(role_number("out_domestic"), persons, planned, histories, is_cancelled=True))


def cancel_at_once(desk: Desk, count: int) -> None:
    """Record 転出 and their 取消 within the month, the 取消 not later than the planned day: nobody leaves."""
    people, rng, month = desk.register.people, desk.rng, desk.month
    weights = of_sex(0, intensities()[1]) + of_sex(1, intensities()[1])
    persons = draw(rng, desk.register, month, count, weights)
    recorded = office_days(rng, month, len(persons), people["last_day"][persons])
    cancelled = office_days(rng, month, len(persons), recorded)
    planned = written(cancelled + rng.integers(0, 20, len(persons)))
    partners = {"destination": draw_partners(desk, len(persons))}
    histories = write_changes(
        desk.journal, desk.register, "out_domestic", persons, recorded, changed=planned, partners=partners
    )
    write_changes(desk.journal, desk.register, "restore", persons, cancelled, target=histories)


def choose_movers(desk: Desk, flow: str, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return exactly `counts` people by sex and the group (household or single) each moves with."""
    families, group = choose_households(desk, flow, counts)
    people = desk.register.people
    people["pending"][families] = True
    left = counts - np.bincount(people["sex"][families], minlength=2)
    singles = np.concatenate([choose_singles(desk, flow, sex, int(left[sex])) for sex in (0, 1)])
    people["pending"][families] = False
    start = int(group.max()) + 1 if len(group) else 0
    return np.concatenate([families, singles]), np.concatenate([group, start + np.arange(len(singles))])


def mover_weights(flow: str, sex: int) -> np.ndarray:
    """Return weights [sex, kind, age] of moving out; the foreign move far more often."""
    return of_sex(sex, intensities()[1], rate(f"foreign_{flow}_weight"))


def choose_singles(desk: Desk, flow: str, sex: int, count: int) -> np.ndarray:
    """Return people of one sex who move out alone, or leave a family behind."""

    def free(persons: np.ndarray) -> np.ndarray:
        keeps_house = is_head(desk.register, persons) & ~lives_alone(desk.register, persons)
        return ~keeps_house | (desk.rng.random(len(persons)) < 0.25)

    return draw(desk.rng, desk.register, desk.month, count, mover_weights(flow, sex), free)


def choose_households(desk: Desk, flow: str, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return members of households that move out whole, within a share of `counts`, and their groups."""
    room = np.floor(counts * rate("household_moves_of_out")).astype(np.int64)
    nobody = np.empty(0, dtype=np.int64)
    if room.sum() < 2:
        return nobody, nobody
    people, rng = desk.register.people, desk.rng
    weights = mover_weights(flow, 0) + mover_weights(flow, 1)
    seeds = draw(rng, desk.register, desk.month, int(room.sum()), weights)
    together = by_single_age("migration_ages", "with_household_share")
    seeds = seeds[rng.random(len(seeds)) < together[ages_of(desk.register, seeds, desk.month)]]
    homes = rng.permutation(np.unique(people["household"][seeds]))
    members = members_of(desk.register, homes)
    place = np.empty(desk.register.households.rows, dtype=np.int64)
    place[homes] = np.arange(len(homes))
    group = place[people["household"][members]]
    held = np.zeros(len(homes) + 1, dtype=bool)
    held[group[people["pending"][members]]] = True
    members, group = members[~held[group]], group[~held[group]]
    kept = fitting(group, people["sex"][members], room)
    return members[kept], group[kept]


def group_latest(days: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return, per person, the latest day of the group."""
    latest = np.zeros(int(group.max()) + 1, dtype=days.dtype)
    np.maximum.at(latest, group, days)
    return latest[group]


def draw_groups(drawn: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return one of the drawn values for everyone of a group: that of its first place."""
    return (
        drawn[group]
        if len(drawn) > int(group.max(initial=0))
        else np.resize(drawn, int(group.max()) + 1)[group]
    )
