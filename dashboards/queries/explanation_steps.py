"""The steps of an explanation: what lies between two stocks that differ in one thing only.

Every step returns the movements that are in one of the stocks only: their cause and their signed change in
persons, increases and decreases apart.
"""

from datetime import date

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.explanation_causes import with_causes
from dashboards.queries.movements import official_basis
from dashboards.queries.points import Point

DIMENSIONS = ("town_codes", "sex_codes", "resident_kind_codes")
BRIDGE, KNOWLEDGE = "bridge_codes", "knowledge_cause_codes"
"""The lists of the circumstances of a movement."""
KNOWN_BY = "($known_month::date is null or as_known_month <= $known_month::date)"


def stock(publication: Publication, cells: Cells, point: Point) -> int:
    """Return the persons of `cells` at a point: the official stock, or all event movements known by then."""
    if point.basis_code == official_basis(publication):
        return total(
            publication,
            cells,
            "select sum(population_count) from population_monthly where stat_month = $month",
            month=point.month,
        )
    return total(
        publication,
        cells,
        f"""
        select sum(population_sign * movement_change) from movement_knowledge
        where reference_month <= $month and {KNOWN_BY}
        """,
        month=point.month,
        known_month=point.known_month,
    )


def total(publication: Publication, cells: Cells, statement: str, **parameters: date | None) -> int:
    """Return the one sum of a statement over the cells, 0 for none."""
    rows = publication.rows(
        f"{statement} and {conditions(*DIMENSIONS)}", **parameters, **cells.parameters(*DIMENSIONS)
    )
    return int(rows.item() or 0)


def month_step(
    publication: Publication, cells: Cells, ground: Point, *, after: date, through: date
) -> pl.DataFrame:
    """Return what the months `after` one `through` another bring, on the basis and knowledge of `ground`."""
    if ground.basis_code == official_basis(publication):
        return counted_between(publication, cells, after=after, through=through)
    return happened_between(publication, cells, after=after, through=through, known_month=ground.known_month)


def counted_between(publication: Publication, cells: Cells, *, after: date, through: date) -> pl.DataFrame:
    """Return the movements counted in these months; some happened earlier, some happen later."""
    return movements(
        publication,
        cells,
        BRIDGE,
        """
        select
            reason_code, population_sign, movement_count as size, bridge_code as circumstance,
            coalesce(event_month <= $after, false) as is_late,
            coalesce(event_month > $through, false) as is_future_dated
        from movement_timings where counted_month > $after and counted_month <= $through
        """,
        after=after,
        through=through,
    )


def happened_between(
    publication: Publication, cells: Cells, *, after: date, through: date, known_month: date | None
) -> pl.DataFrame:
    """Return the movements that happened in these months, as known at the end of a month (None: now)."""
    return movements(
        publication,
        cells,
        KNOWLEDGE,
        f"""
        select
            reason_code, population_sign, movement_change as size, '' as circumstance,
            false as is_late, false as is_future_dated
        from movement_knowledge
        where reference_month > $after and reference_month <= $through and {KNOWN_BY}
        """,
        after=after,
        through=through,
        known_month=known_month,
    )


def basis_step(publication: Publication, cells: Cells, month: date) -> pl.DataFrame:
    """Return what leads from the register stock of `month` to its event stock: what only one of them has."""
    return movements(
        publication,
        cells,
        BRIDGE,
        """
        select
            reason_code, population_sign, bridge_code as circumstance,
            (coalesce(event_month <= $month, false)::int - coalesce(counted_month <= $month, false)::int)
            * movement_count as size,
            coalesce(event_month <= $month, false) as is_late,
            coalesce(counted_month <= $month, false) as is_future_dated
        from movement_timings
        where coalesce(event_month <= $month, false) != coalesce(counted_month <= $month, false)
        """,
        month=month,
    )


def knowledge_step(
    publication: Publication, cells: Cells, point: Point, *, through: date | None
) -> pl.DataFrame:
    """Return what became known of a point's month after its as-known month, `through` a later one."""
    return movements(
        publication,
        cells,
        KNOWLEDGE,
        f"""
        select
            reason_code, population_sign, movement_change as size, knowledge_cause_code as circumstance,
            reference_month < as_known_month as is_late,
            reference_month > as_known_month as is_future_dated
        from movement_knowledge
        where reference_month <= $month and as_known_month > $after and {KNOWN_BY}
        """,
        month=point.month,
        after=point.known_month,
        known_month=through,
    )


def movements(
    publication: Publication, cells: Cells, circumstances: str, chosen: str, **parameters: date | None
) -> pl.DataFrame:
    """Return the `chosen` movements of the cells by cause; their circumstance is a code of that list."""
    grouped = publication.rows(
        f"""
        select
            reason_code, circumstance, is_late, is_future_dated, population_sign,
            sum(population_sign * size)::bigint as change
        from ({chosen} and {conditions(*DIMENSIONS)})
        group by all
        having change != 0
        order by all
        """,
        **parameters,
        **cells.parameters(*DIMENSIONS),
    )
    return with_causes(publication, grouped, circumstances)
