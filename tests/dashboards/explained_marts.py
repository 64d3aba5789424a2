"""Movements with their histories, and the marts that they would be published as: the oracle of causes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, product
from pathlib import Path

import duckdb

from dashboards.publication import Publication
from dashboards.queries.points import Point
from store.home import PROJECT_ROOT

PLACE = "022039"
BASE, *LATER = MONTHS = tuple(date(2023 + month // 12, month % 12 + 1, 1) for month in range(11, 17))
CELLS = tuple(product(("0001001", "0001002"), ("1", "2"), ("1", "2")))
HERE = CELLS[0]
OPENING = 40
SEEDS = (
    "basis_codes",
    "bridge_codes",
    "explanation_cause_codes",
    "knowledge_cause_codes",
    "reason_codes",
)
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Movement:
    """One movement with its history: when it was counted, when it happened, what was known of it and when."""

    cell: Cell
    reason: str
    sign: int
    counted: date | None = None
    happened: date | None = None
    recorded: date | None = None
    """The month in which the register learned of it; None: never, on the event basis."""
    told_as: date | None = None
    """The month it was first said to have happened in, if another."""
    mended: date | None = None
    """The month in which it was corrected, or cancelled if it happened in no month."""
    people: int = 1

    @property
    def bridge(self) -> str:
        if self.counted and self.happened:
            return "both"
        return "cancelled" if self.mended and not self.happened else "one_basis"

    def knowledge(self) -> Iterator[tuple[date, date, str, int]]:
        """Yield reference month, as-known month, cause and change."""
        if self.recorded is None:
            return
        first = self.told_as or self.happened
        assert first is not None
        yield first, self.recorded, "reported", self.people
        if self.mended:
            yield first, self.mended, "corrected" if self.happened else "cancelled", -self.people
            if self.happened:
                yield self.happened, self.mended, "corrected", self.people


def opening(cell: Cell) -> Movement:
    return Movement(cell, "00", 1, BASE, BASE, BASE, people=OPENING)


def counted_stock(movements: list[Movement], cell: Cell, month: date) -> int:
    return sum(
        movement.sign * movement.people
        for movement in movements
        if movement.cell == cell and movement.counted and movement.counted <= month
    )


def expected_stock(movements: list[Movement], cell: Cell, point: Point) -> int:
    """Return the stock of a cell by the definition of the point's basis."""
    if point.basis_code == "register":
        return counted_stock(movements, cell, point.month)
    return sum(
        movement.sign * change
        for movement in movements
        if movement.cell == cell
        for reference, known, _, change in movement.knowledge()
        if reference <= point.month and (point.known_month is None or known <= point.known_month)
    )


def make_empty(folder: Path) -> None:
    """Write the empty marts and the code lists, to be copied for every version."""
    with duckdb.connect(str(folder / "empty.duckdb")) as connection:
        for seed in SEEDS:
            source = PROJECT_ROOT / "seeds" / f"{seed}.csv"
            connection.execute(f"create table {seed} as from read_csv('{source}', all_varchar = true)")
        connection.execute("alter table explanation_cause_codes alter sort_order type integer")
        cell = "municipality_code text, town_code text, sex_code text, resident_kind_code text"
        connection.execute(f"create table population_monthly ({cell}, stat_month date, population_count int)")
        moved = f"{cell}, reason_code text, population_sign int"
        connection.execute(
            f"create table movement_timings ({moved}, counted_month date, event_month date,"
            " bridge_code text, movement_count int)"
        )
        connection.execute(
            f"create table movement_knowledge ({moved}, reference_month date, as_known_month date,"
            " knowledge_cause_code text, movement_change int)"
        )


versions = count()


def publish(folder: Path, movements: list[Movement]) -> Publication:
    """Return a version whose marts are those of these movements."""
    marts = folder / f"{next(versions)}.duckdb"
    shutil.copy(folder / "empty.duckdb", marts)
    timings = [
        (PLACE, *one.cell, one.reason, one.sign, one.counted, one.happened, one.bridge, one.people)
        for one in movements
        if one.counted or one.happened
    ]
    knowledge = [
        (PLACE, *one.cell, one.reason, one.sign, *news) for one in movements for news in one.knowledge()
    ]
    stocks = [
        (PLACE, *cell, month, counted_stock(movements, cell, month)) for cell in CELLS for month in MONTHS
    ]
    with duckdb.connect(str(marts)) as connection:
        for table, rows in (
            ("movement_timings", timings),
            ("movement_knowledge", knowledge),
            ("population_monthly", stocks),
        ):
            if rows:
                marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
                connection.execute(f"insert into {table} values {marks}", [*chain.from_iterable(rows)])
    return Publication(marts.stem, marts, {})
