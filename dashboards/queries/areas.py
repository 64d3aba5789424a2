"""Where and when there is something to show: municipalities, covered months, districts and towns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from access.recoding import DISTRICT_PREFIX
from dashboards.publication import Publication


@dataclass(frozen=True)
class CoveredMonth:
    """A month that can be shown. The base month has a stock and no flows."""

    month: date
    is_base_month: bool
    is_assumed: bool


@dataclass(frozen=True)
class Area:
    """A district or a town of a municipality by its area code; `town_codes` are the towns it has.

    `mart_codes` is what marts have of it in their column town_code: its towns, gated ones the district.
    """

    area_code: str
    name: str
    town_codes: tuple[str, ...]
    mart_codes: tuple[str, ...]
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
    found = []
    for code, name in districts.iter_rows():
        area_code, members = DISTRICT_PREFIX + code, tuple(town for town, _, place in towns if place == code)
        mart_codes = (area_code,) if publication.is_gated else members
        found.append(Area(area_code, name, members, mart_codes, district_code=code))
    found += [Area(town, name, (town,), (town,)) for town, name, _ in towns]
    return {area.area_code: area for area in found if area.town_codes}


def has_districts(publication: Publication, municipality_code: str) -> bool:
    """Return whether the municipality has defined districts."""
    return any(area.district_code for area in areas(publication, municipality_code).values())


def codes_of(chosen: Iterable[Area]) -> tuple[str, ...] | None:
    """Return what marts have in town_code of all these areas together, None for none (the whole).

    A town of a district that is chosen too is in it already.
    """
    areas_chosen = list(chosen)
    held = {town for area in areas_chosen if area.district_code for town in area.town_codes}
    codes = {
        code
        for area in areas_chosen
        if area.district_code or area.area_code not in held
        for code in area.mart_codes
    }
    return tuple(sorted(codes)) if codes else None


def explained_areas(publication: Publication, offered: Mapping[str, Area]) -> dict[str, Area]:
    """Return the areas whose movements are known by cause: in gated marts districts only."""
    return {code: area for code, area in offered.items() if area.district_code or not publication.is_gated}


@lru_cache(maxsize=64)
def inhabited_towns(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return town_code, town_name, district_code of the towns that ever had a resident, in code order."""
    residents = "town_population_monthly" if publication.is_gated else "population_monthly"
    return publication.rows(
        f"""
        select
            inhabited.town_code,
            coalesce(towns.town_name, '') as town_name,
            coalesce(
                nullif(towns.district_code, ''),
                (select any_value(district_code) from district_codes where municipality_code is null)
            ) as district_code
        from (
            select distinct town_code from {residents} where municipality_code = $municipality_code
        ) as inhabited
        left join towns
            on towns.municipality_code = $municipality_code and towns.town_code = inhabited.town_code
        order by inhabited.town_code
        """,
        municipality_code=municipality_code,
    )
