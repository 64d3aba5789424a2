"""Why two stocks differ: every movement that is in one and not in the other, by cause; the sum is exact.

The way from a point to another leads over common ground. A point on the event basis first rises to the
better knowledge of both; if the other is on the register basis, to everything loaded and then over to the
register basis; there the months between are walked. So the way back is the same way, with every sign
reversed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.explanation_causes import CAUSES
from dashboards.queries.explanation_steps import basis_step, knowledge_step, month_step, stock
from dashboards.queries.movements import official_basis
from dashboards.queries.points import Point
from dashboards.queries.seeds import codes_where
from store.errors import CheckFailed


@dataclass(frozen=True)
class CauseChange:
    """What one cause adds (`increase`) and takes away (`decrease`), in persons."""

    cause_code: str
    increase: int
    decrease: int

    @property
    def change(self) -> int:
        return self.increase - self.decrease


@dataclass(frozen=True)
class Explanation:
    """The difference between two stocks, in persons, as changes by cause in official order."""

    start: Point
    end: Point
    start_value: int
    end_value: int
    causes: tuple[CauseChange, ...]
    """Those that have any movement; one whose movements balance is told too."""

    @property
    def difference(self) -> int:
        return self.end_value - self.start_value


@lru_cache(maxsize=128)
def explain(publication: Publication, cells: Cells, start: Point, end: Point) -> Explanation:
    """Return the difference between the stocks of `cells` at two points, by cause.

    Raises CheckFailed if the causes do not add up to it, which only marts that contradict each other can do.
    """
    movements = pl.concat(steps(publication, cells, start, end))
    explanation = Explanation(
        start,
        end,
        stock(publication, cells, start),
        stock(publication, cells, end),
        changes_by_cause(publication, movements),
    )
    unexplained = explanation.difference - sum(cause.change for cause in explanation.causes)
    if unexplained:
        raise CheckFailed(
            f"{unexplained} of the difference between {start.code} and {end.code} is not explained: the "
            f"marts of version {publication.name} contradict each other. Build again."
        )
    return explanation


def steps(publication: Publication, cells: Cells, start: Point, end: Point) -> Iterator[pl.DataFrame]:
    """Yield the signed movements of every step on the way from `start` to `end`."""
    ground = common_ground(publication, start, end)
    yield from rise(publication, cells, start, ground)
    low, high = sorted((start.month, end.month))
    between = month_step(publication, cells, ground, after=low, through=high)
    yield between if start.month <= end.month else reversed_signs(between)
    for step in rise(publication, cells, end, ground):
        yield reversed_signs(step)


def common_ground(publication: Publication, start: Point, end: Point) -> Point:
    """Return the basis and the knowledge on which the months between are walked (its month means nothing)."""
    if start.basis_code != end.basis_code:
        return Point(end.month, official_basis(publication))
    known = (start.known_month, end.known_month)
    return Point(end.month, end.basis_code, None if None in known else max(month for month in known if month))


def rise(publication: Publication, cells: Cells, point: Point, ground: Point) -> Iterator[pl.DataFrame]:
    """Yield the steps from `point` to the knowledge and the basis of the ground, within the point's month."""
    if point.known_month != ground.known_month:
        yield knowledge_step(publication, cells, point, through=ground.known_month)
    if point.basis_code != ground.basis_code:
        yield reversed_signs(basis_step(publication, cells, point.month))


def reversed_signs(movements: pl.DataFrame) -> pl.DataFrame:
    return movements.with_columns(-pl.col("change"))


def changes_by_cause(publication: Publication, movements: pl.DataFrame) -> tuple[CauseChange, ...]:
    """Return the movements summed by cause, in official order."""
    sums = movements.group_by("cause_code").agg(
        increase=pl.col("change").filter(pl.col("change") > 0).sum(),
        decrease=-pl.col("change").filter(pl.col("change") < 0).sum(),
    )
    found = {cause: CauseChange(cause, up, down) for cause, up, down in sums.iter_rows()}
    return tuple(found[cause] for cause in codes_where(publication, CAUSES) if cause in found)
