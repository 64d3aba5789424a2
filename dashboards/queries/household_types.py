"""Households at month ends by type: who lives in them, by age and relationship."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from dashboards.formats import percentage
from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.households import PLACES, Months, Places, place_parameters
from dashboards.queries.seeds import codes_where

ALONE, ALONE_ELDERLY, WITH_CHILDREN, THREE_GENERATIONS = INDICATORS = (
    "single",
    "single_65",
    "child",
    "three_generations",
)
"""What the share of households is shown of; a household may be in several."""
ATTRIBUTES = {
    ALONE: {"is_single": True},
    ALONE_ELDERLY: {"is_single": True, "is_elderly": True},
    WITH_CHILDREN: {"has_child": True},
    THREE_GENERATIONS: {"has_three_generations": True},
}
"""The attributes of the types that an indicator counts."""
TYPES = f"""
    select {{dimensions}}, household_type_code, sum(household_count)::bigint as household_count
    from household_types_monthly {{places}}
    where list_contains($months::date[], stat_month) and {conditions("town_codes")}
    group by all
"""

Types = Mapping[str, int]
"""Households by the code of their type."""


@lru_cache(maxsize=64)
def types_by_month(publication: Publication, cells: Cells, months: Months) -> Mapping[date, Types]:
    """Return the households of `months` by type."""
    found = _types(publication, cells, months, "stat_month")
    return {month: found.get((month,), {}) for month in months}


@lru_cache(maxsize=64)
def types_by_area(
    publication: Publication, municipality_code: str, places: Places, months: Months
) -> Mapping[tuple[date, str], Types]:
    """Return the households of `months` by area and type."""
    found = _types(publication, Cells(municipality_code), months, "stat_month, area_code", places)
    return {(month, area): types for (month, area), types in found.items()}


def _types(
    publication: Publication, cells: Cells, months: Months, dimensions: str, places: Places = ()
) -> dict[tuple, dict[str, int]]:
    rows = publication.rows(
        TYPES.format(dimensions=dimensions, places=PLACES if places else ""),
        months=list(months),
        **cells.parameters("town_codes"),
        **place_parameters(places),
    )
    counts: dict[tuple, dict[str, int]] = {}
    for *key, household_type, households in rows.iter_rows():
        counts.setdefault(tuple(key), {})[household_type] = households
    return counts


def households_with(publication: Publication, types: Types, indicator: str) -> int:
    """Return how many households an indicator counts."""
    counted = codes_where(publication, "household_type_codes", **ATTRIBUTES[indicator])
    return sum(types.get(household_type, 0) for household_type in counted)


def rate_of(publication: Publication, types: Types, indicator: str) -> float | None:
    """Return the households that an indicator counts in % of all."""
    return percentage(households_with(publication, types, indicator), sum(types.values()))
