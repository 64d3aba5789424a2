"""One municipality after another: plan, base date, months, files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from synthetic.business import changes_by_month, monthly_flows, open_desk, plan_next_month
from synthetic.changes import Columns
from synthetic.controls import PublishedYear
from synthetic.days import month_start
from synthetic.deliveries import Wording, changes_text, residents_text
from synthetic.desk import Shares, usual_shares
from synthetic.projection import plan_years
from synthetic.residents import resident_rows
from synthetic.writing import (
    Deliveries,
    append_rows,
    changes_name,
    drafted,
    residents_name,
)

CHUNK = 500_000
"""Rows turned into text at once."""


@dataclass(frozen=True)
class Order:
    """What is to be generated. `first` counts year · 12 + month − 1."""

    municipality_codes: list[str]
    first: int
    months: int
    scale: float
    seed: int
    separate: bool = False
    shares: Shares = field(default_factory=usual_shares)


@dataclass(frozen=True)
class Generated:
    """What was written. Rows are data rows of all files."""

    files: list[Path]
    residents: int
    changes: int


def generate(
    order: Order,
    table: dict[str, list[PublishedYear]],
    folder: Path,
    report: Callable[[], object] = lambda: None,
) -> Generated:
    """Write the deliveries of every municipality of the order and return what was written.

    Each municipality depends on the seed and its own code alone; `report` is called for each of its months.
    Raises UsageError unless `folder` is empty.
    """
    residents = total = 0
    with drafted(folder) as draft:
        shared = Deliveries(draft)
        for code in order.municipality_codes:
            deliveries = Deliveries(draft / code) if order.separate else shared
            before = deliveries.rows
            residents += generate_municipality(order, code, table[code], deliveries, report)
            total += deliveries.rows - before
    return Generated(sorted(folder.rglob("*.csv")), residents, total - residents)


def generate_municipality(
    order: Order,
    code: str,
    published: list[PublishedYear],
    deliveries: Deliveries,
    report: Callable[[], object],
) -> int:
    """Write one municipality's rows and return how many residents the base date has."""
    last = order.first + order.months
    years = range(order.first // 12, last // 12 + 1)
    plan = plan_years(code, published, years=years, scale=order.scale)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([order.seed, int(code)])))
    flows = monthly_flows(rng, plan)
    desk = open_desk(rng, plan, flows, first=order.first, scale=order.scale, shares=order.shares)
    wording = Wording(code, desk.towns.codes, desk.partners.codes, order.seed * 1_000_003 + int(code))
    before = desk.register.people["history"].copy()
    desk.month = order.first - 1
    plan_next_month(desk, flows[order.first - plan.accounts[0].year * 12])
    rows = resident_rows(desk, before)
    base_date = month_start(order.first) - 1
    for chunk in chunks(rows):
        append_rows(deliveries, residents_name(order.first), residents_text(chunk, wording, base_date))
    for month, changes in changes_by_month(desk, plan, flows, range(order.first, last)):
        for chunk in chunks(changes) if changes else ():
            append_rows(deliveries, changes_name(month), changes_text(chunk, wording))
        report()
    return len(rows["person"])


def chunks(rows: Columns) -> list[Columns]:
    """Return the rows in parts small enough to be turned into text at once."""
    count = len(rows["person"])
    if count <= CHUNK:
        return [rows]
    return [
        {name: column[start : start + CHUNK] for name, column in rows.items()}
        for start in range(0, count, CHUNK)
    ]
