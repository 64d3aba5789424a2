"""Where and when there is something to show: municipalities, covered months, districts and towns."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication

DISTRICT_PREFIX = "d-"
"""Tells a district's area code from a town's in a URL."""


@dataclass(frozen=True)
class CoveredMonth:
    """A month that can be shown. The base month has a stock and no flows."""

    month: date
    is_base_month: bool
    is_assumed: bool


@dataclass(frozen=True)
class Area:
    """A district or a town of a municipality, by its area code; `town_codes` are the towns it consists of."""

    area_code: str
    name: str
    town_codes: tuple[str, ...]
    district_code: str | None = None


@lru_cache(maxsize=16)
def municipalities(publication: Publication) -> dict[str, str]:
    """Return the names of the municipalities in the store by code, in code order."""
    rows = publication.rows(
        """
        select municipality_code, any_value(municipality_name)
        from municipality_codes
        where municipality_code in (select municipality_code from covered_months)
        group by municipality_code order by municipality_code
        """
    )
    return dict(rows.iter_rows())


@lru_cache(maxsize=64)
def covered_months(publication: Publication, municipality_code: str) -> tuple[CoveredMonth, ...]:
    """Return the months that can be shown, latest first."""
    rows = publication.rows(
        """
        select stat_month, is_base_month, is_assumed from covered_months
        where municipality_code = $municipality_code order by stat_month desc
        """,
        municipality_code=municipality_code,
    )
    return tuple(CoveredMonth(*row) for row in rows.iter_rows())


@lru_cache(maxsize=64)
def areas(publication: Publication, municipality_code: str) -> dict[str, Area]:
    """Return the districts in their order, then the towns in code order, by area code.

    Where there are districts, the one that the built-in list gives to no municipality holds the towns
    without one. The unknown town, and a town that is not in the master, have a blank name.
    """
    districts = publication.rows(
        """
        select district_code, district_name from districts
        where municipality_code = $municipality_code order by sort_order
        """,
        municipality_code=municipality_code,
    )
    towns = list(inhabited_towns(publication, municipality_code).iter_rows())
    found = [
        Area(
            area_code=DISTRICT_PREFIX + code,
            name=name,
            town_codes=tuple(town for town, _, district in towns if district == code),
            district_code=code,
        )
        for code, name in districts.iter_rows()
    ]
    found += [Area(town, name, (town,)) for town, name, _ in towns]
    return {area.area_code: area for area in found if area.town_codes}


def inhabited_towns(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return town_code, town_name, district_code of the towns that ever had a resident, in code order."""
    return publication.rows(
        """
        select
            inhabited.town_code,
            coalesce(towns.town_name, '') as town_name,
            coalesce(
                nullif(towns.district_code, ''),
                (select any_value(district_code) from district_codes where municipality_code is null)
            ) as district_code
        from (
            select distinct town_code from population_monthly where municipality_code = $municipality_code
        ) as inhabited
        left join towns
            on towns.municipality_code = $municipality_code and towns.town_code = inhabited.town_code
        order by inhabited.town_code
        """,
        municipality_code=municipality_code,
    )
