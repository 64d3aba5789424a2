"""Differences of a published version that its own explanations leave open: there are none, for any cell."""

from datetime import date
from pathlib import Path
from random import Random

from dashboards.publication import current_publication
from dashboards.queries.cells import Cells
from dashboards.queries.explanation import explain
from dashboards.queries.points import Point
from store.errors import CheckFailed
from tests.published_marts import query

Cell = tuple[str, str, str, str]
"""Municipality, town, sex, kind."""


def unexplained(home: Path, *, seed: int = 0, tries: int = 120) -> list[str]:
    """Return what random pairs of points leave open, of random cells and of whole municipalities."""
    random = Random(seed)
    covered = read_covered(home)
    cells: list[Cell] = query(
        home,
        "select distinct municipality_code, town_code, sex_code, resident_kind_code"
        " from movement_timings order by all",
    )
    stocks = read_stocks(home)
    wrong = []
    for _ in range(tries):
        code, *cell = random.choice(cells)
        start, end = (random_point(random, covered[code]) for _ in "ab")
        for chosen in (Cells(code), Cells(code, *((value,) for value in cell))):
            wrong += open_difference(home, chosen, start, end, stocks)
    return wrong


def random_point(random: Random, months: list[date]) -> Point:
    """Return a month on one of the bases that have stocks, on the event basis as known at a month or now."""
    month = random.choice(months)
    if random.random() < 0.4:
        return Point(month, "register")
    return Point(month, "event", random.choice([None, *months]))


def open_difference(
    home: Path, cells: Cells, start: Point, end: Point, stocks: dict[tuple[Cell | str, date], int]
) -> list[str]:
    """Return what is wrong with one explanation: it does not add up, or its ends are not the stocks."""
    try:
        explanation = explain(current_publication(home), cells, start, end)
    except CheckFailed as error:
        return [str(error)]
    ends = ((start, explanation.start_value), (end, explanation.end_value))
    return [
        f"{cells} at {point.code} is {value}, not {stocks.get((key_of(cells), point.month), 0)}"
        for point, value in ends
        if point.basis_code == "register" and value != stocks.get((key_of(cells), point.month), 0)
    ]


def key_of(cells: Cells) -> Cell | str:
    if cells.town_codes is None or cells.sex_codes is None or cells.resident_kind_codes is None:
        return cells.municipality_code
    return (cells.municipality_code, cells.town_codes[0], cells.sex_codes[0], cells.resident_kind_codes[0])


def read_covered(home: Path) -> dict[str, list[date]]:
    """Return the covered months of each municipality."""
    covered: dict[str, list[date]] = {}
    for code, month in query(home, "select municipality_code, stat_month from covered_months order by all"):
        covered.setdefault(code, []).append(month)
    return covered


def read_stocks(home: Path) -> dict[tuple[Cell | str, date], int]:
    """Return the official stock of every cell and municipality by month."""
    statement = (
        "select municipality_code, town_code, sex_code, resident_kind_code, stat_month,"
        " sum(population_count)::bigint from population_monthly group by all"
    )
    stocks: dict[tuple[Cell | str, date], int] = {}
    for *cell, month, persons in query(home, statement):
        stocks[(cell[0], cell[1], cell[2], cell[3]), month] = persons
        stocks[cell[0], month] = stocks.get((cell[0], month), 0) + persons
    return stocks
