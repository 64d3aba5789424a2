"""Stocks of towns at a month's end, each at exactly the granularity in which pages show it.

A count may be None: masked for this reader (04-privacy 4.4). What is summed over a masked count is masked.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.population import population_by_age, population_by_town
from dashboards.queries.seeds import code_list

Count = int | None
Key = TypeVar("Key")
WHOLE = ""
"""Stands for the whole municipality among its towns: exact for every reader."""


@lru_cache(maxsize=128)
def town_population(publication: Publication, cells: Cells, month: date) -> dict[str, Count]:
    """Return residents by town and of the whole; a town without any is left out."""
    towns = population_by_town(publication, cells, month).select("town_code", "population_count")
    whole = population_by_age(publication, cells, (month,))["population_count"]
    return {**folded(towns.iter_rows()), WHOLE: total(whole)}


@lru_cache(maxsize=64)
def town_age_groups(publication: Publication, cells: Cells, month: date) -> dict[tuple[str, str], Count]:
    """Return residents by (town, age group), and of the whole."""
    groups = dict(code_list(publication, "age_codes").select("age_code", "age_group_code").iter_rows())
    towns = population_by_town(publication, cells, month).iter_rows()
    whole = population_by_age(publication, cells, (month,)).select("age_code", "population_count").iter_rows()
    return {
        **folded(((town, groups[age]), count) for town, age, count in towns),
        **folded(((WHOLE, groups[age]), count) for age, count in whole),
    }


@lru_cache(maxsize=64)
def town_households(
    publication: Publication, municipality_code: str, kinds: tuple[str, ...] | None, month: date
) -> dict[str, Count]:
    """Return households by town and of the whole; `kinds` are household kinds, None all."""
    rows = publication.rows(
        f"""
        select town_code, sum(household_count)::bigint as household_count
        from households_monthly
        where stat_month = $month and {conditions()}
            and ($kinds::varchar[] is null or list_contains($kinds::varchar[], household_kind_code))
        group by rollup (town_code) order by town_code
        """,
        month=month,
        kinds=None if kinds is None else list(kinds),
        municipality_code=municipality_code,
    )
    counts = dict(rows.iter_rows())
    whole = counts.pop(None, None) or 0
    return {**counts, WHOLE: whole}


def folded(counts: Iterable[tuple[Key, Count]]) -> dict[Key, Count]:
    """Return the sum by key; masked if any part of it is."""
    found: dict[Key, Count] = {}
    for key, count in counts:
        found[key] = total((found.get(key, 0), count))
    return found


def total(counts: Iterable[Count]) -> Count:
    """Return the sum of counts, None if one is masked."""
    known = list(counts)
    return None if None in known else sum(count for count in known if count is not None)
