"""Stocks of towns at a month's end, each at exactly the granularity in which pages show it.

Of gated marts towns come from the masked tables, MASKED where small, and districts by their area codes,
which are exact as the whole is (04-privacy 4.4).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeVar

from dashboards.masking import unless_masked
from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.masked_towns import TOTAL, residents_by_town
from dashboards.queries.population import population_by_age, population_by_town
from dashboards.queries.seeds import attributes

Key = TypeVar("Key")
WHOLE = ""
"""Stands for the whole municipality among its towns."""


@lru_cache(maxsize=128)
def town_population(publication: Publication, cells: Cells, month: date) -> dict[str, int]:
    """Return residents by town, of gated marts by district too, and of the whole; zeros are left out."""
    places = population_by_town(publication, cells, month).select("town_code", "population_count")
    found: dict[str, int] = folded(places.iter_rows())
    if publication.is_gated:
        residents = residents_by_town(publication, cells, month)
        found |= {town: count for (town, age), count in residents.items() if age == TOTAL}
    whole = population_by_age(publication, cells, (month,))["population_count"]
    return {**found, WHOLE: sum(whole)}


@lru_cache(maxsize=64)
def town_age_groups(publication: Publication, cells: Cells, month: date) -> dict[tuple[str, str], int]:
    """Return residents by (town, age group), of gated marts by district too, and of the whole."""
    groups = attributes(publication, "age_codes", "age_group_code")
    places = population_by_town(publication, cells, month).iter_rows()
    found = {(place, group): count for place, group, count in places}
    if publication.is_gated:
        found |= residents_by_town(publication, cells, month)
    whole = population_by_age(publication, cells, (month,)).select("age_code", "population_count").iter_rows()
    return {**found, **folded(((WHOLE, groups[age]), count) for age, count in whole)}


@lru_cache(maxsize=64)
def town_households(
    publication: Publication, municipality_code: str, kinds: tuple[str, ...] | None, month: date
) -> dict[str, int]:
    """Return households by town, of gated marts by district too, and of the whole; `kinds` None: all."""
    rows = publication.rows(
        f"""
        select town_code, sum(household_count)::bigint as household_count
        from households_monthly
        where stat_month = $month and {conditions()}
            and ($kinds::varchar[] is null or list_contains($kinds::varchar[], household_kind_code))
        group by all order by all
        """,
        month=month,
        kinds=None if kinds is None else list(kinds),
        municipality_code=municipality_code,
    )
    found = dict(rows.iter_rows())
    masked = masked_households(publication, municipality_code, kinds, month) if publication.is_gated else {}
    return {**found, **masked, WHOLE: sum(found.values())}


def masked_households(
    publication: Publication, municipality_code: str, kinds: tuple[str, ...] | None, month: date
) -> Mapping[str, int]:
    """Return the households of every town of gated marts."""
    rows = publication.rows(
        """
        select town_code, household_count from town_households_monthly
        where municipality_code = $municipality_code and stat_month = $month
            and list_contains($kinds::varchar[], household_kind_code)
        """,
        month=month,
        kinds=[TOTAL] if kinds is None else list(kinds),
        municipality_code=municipality_code,
    )
    return folded((town, unless_masked(count)) for town, count in rows.iter_rows())


def folded(counts: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Return the sum by key; masked if any part of it is."""
    found: dict[Key, int] = {}
    for key, count in counts:
        found[key] = found.get(key, 0) + count
    return found
