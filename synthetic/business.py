"""The business of a municipality, month by month, in the order that keeps every row effective as intended."""

from collections.abc import Iterator

import numpy as np

from synthetic.amendments import correct_sexes_to, record_amendments, undo_moves, write_note
from synthetic.arrivals import record_arrivals
from synthetic.births import record_births
from synthetic.changes import Columns, Journal, out_of_order, role_number, take_months
from synthetic.controls import FLOWS
from synthetic.days import month_start
from synthetic.deaths import record_deaths
from synthetic.departures import OUT_FLOWS, let_planned_go, plan_cancelled, plan_departures, record_departures
from synthetic.desk import Desk, Shares, partners_of, whole
from synthetic.foreigners import foreign_stock, settle_foreigners
from synthetic.households import DECEMBER, balance_households, record_successions
from synthetic.moves import record_marriages, record_moves
from synthetic.opening import gather_households, populate
from synthetic.others import record_additions, record_pairs, record_removals, split_others
from synthetic.parameters import parameter_rows, rate
from synthetic.projection import Plan
from synthetic.register import Register
from synthetic.residents import dirty_some, settle_towns
from synthetic.towns import towns_of

FLOW = {name: place for place, name in enumerate(FLOWS)}


def monthly_flows(rng: np.random.Generator, plan: Plan) -> np.ndarray:
    """Return [month, flow, sex]: each year's flows spread over its months by season; the sums stay exact."""
    seasons = np.array([[float(row[flow]) for flow in FLOWS] for row in parameter_rows("seasons")])
    seasons = seasons / seasons.sum(axis=0)
    months = np.empty((12 * len(plan.accounts), len(FLOWS), 2), dtype=np.int64)
    for place, account in enumerate(plan.accounts):
        for flow in range(len(FLOWS)):
            spread = rng.multinomial(account.flows[flow], seasons[:, flow])
            months[12 * place : 12 * place + 12, flow] = spread.T
    return months


def open_desk(
    rng: np.random.Generator, plan: Plan, flows: np.ndarray, *, first: int, scale: float, shares: Shares
) -> Desk:
    """Return the desk at the end of the base date: residents, households, towns; nothing recorded yet.

    `first` is the first month to generate; months of its year before it lead from the January stock to the
    base.
    """
    passed = flows[: first - plan.accounts[0].year * 12]
    stock = plan.stock + passed[:, :4].sum(axis=(0, 1)) - passed[:, 4:].sum(axis=(0, 1))
    share = len(passed) / 12
    households = round(plan.households * (1 - share) + plan.accounts[0].households * share)
    register = Register()
    populate(register, rng, plan.ages, stock, month=first)
    gather_households(register, rng, households=min(households, int(stock.sum())), month=first)
    towns = towns_of(plan.municipality_code, int(stock.sum()), rng)
    from_abroad = int(plan.accounts[0].flows[FLOW["in_abroad"]].sum())
    settle_foreigners(register, rng, foreign_stock(plan.municipality_code, stock, from_abroad, scale), first)
    desk = Desk(register, Journal(rng), rng, towns, partners_of(plan.municipality_code), first, first, shares)
    settle_towns(desk)
    dirty_some(desk)
    return desk


def plan_next_month(desk: Desk, flows: np.ndarray) -> None:
    """Record, in the desk's month, part of the 転出 that count in the next; `flows` are those of the next."""
    share = rate("planned_next_month_share")
    for flow in OUT_FLOWS:
        counts = desk.rng.binomial(flows[FLOW[flow]], share)
        plan_departures(desk, flow, counts)
    cancelled = flows.sum() * desk.shares.cancelled * rate("cancelled_before_share")
    plan_cancelled(desk, whole(desk.rng, float(cancelled)))


def do_month(desk: Desk, flows: np.ndarray, *, households: int, months_left: int) -> None:
    """Do one month's business: exactly `flows` [flow, sex]; lead to `households` in `months_left`."""
    people, start = desk.register.people, month_start(desk.month)
    planned = planned_counts(desk)
    let_planned_go(desk)
    record_deaths(desk, flows[FLOW["deaths"]])
    for flow in OUT_FLOWS:
        record_departures(desk, flow, flows[FLOW[flow]] - planned[flow])
    undo_moves(desk, int(flows.sum()))
    others = split_others(desk, flows[FLOW["other_add"]], flows[FLOW["other_remove"]])
    record_pairs(desk, others)
    record_removals(desk, others.removed)
    entered = [record_births(desk, flows[FLOW["births"]])]
    entered += [record_arrivals(desk, flow, flows[FLOW[flow]]) for flow in ("in_domestic", "in_abroad")]
    entered.append(record_additions(desk, others.added))
    record_marriages(desk)
    record_moves(desk)
    record_successions(desk)
    balance_households(desk, households, months_left)
    record_amendments(desk, int(flows.sum()))
    desk.entered_last_month = np.concatenate(entered)
    desk.left_last_month = np.flatnonzero(~people["present"] & (people["left_day"] >= start))


def planned_counts(desk: Desk) -> dict[str, np.ndarray]:
    """Return how many people by sex leave this month by 転出 recorded last month."""
    sex = desk.register.people["sex"]
    return {
        flow: sum(
            (
                np.bincount(sex[plan.persons], minlength=2)
                for plan in desk.planned
                if plan.role == role_number(flow) and not plan.is_cancelled
            ),
            np.zeros(2, dtype=np.int64),
        )
        for flow in OUT_FLOWS
    }


def changes_by_month(
    desk: Desk, plan: Plan, flows: np.ndarray, months: range
) -> Iterator[tuple[int, Columns | None]]:
    """Yield, month by month, the rows recorded in it, in the order of the file.

    The first month's rows include 転出 recorded before the base for days after it. A month in which nothing
    happened has a note, so that the deliveries of the smallest village reach the last month, too.
    """
    origin = plan.accounts[0].year * 12
    for month in months:
        desk.month = month
        account = plan.accounts[(month - origin) // 12]
        do_month(desk, flows[month - origin], households=account.households, months_left=12 - month % 12)
        if month % 12 == DECEMBER:
            correct_sexes_to(desk, account.corrected_to_male)
        if month - origin + 1 < len(flows):
            plan_next_month(desk, flows[month - origin + 1])
        rows = take_months(desk.journal, month)
        if rows is None:
            write_note(desk)
            rows = take_months(desk.journal, month)
        yield month, None if rows is None else out_of_order(desk.rng, rows)
