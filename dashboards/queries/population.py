"""Stocks at month ends (population_monthly, households_monthly)."""

from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions


@lru_cache(maxsize=64)
def city_population(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return the whole municipality by stat_month, sex_code, resident_kind_code, age_code.

    Read once per version and municipality: a few tens of thousands of rows from which every figure of the
    whole is summed, so that moving through months does not scan the towns again.
    """
    return publication.rows(
        """
        select
            stat_month, sex_code, resident_kind_code, age_code,
            sum(population_count)::bigint as population_count
        from population_monthly where municipality_code = $municipality_code
        group by all order by all
        """,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=128)
def population_by_age(publication: Publication, cells: Cells, months: tuple[date, ...]) -> pl.DataFrame:
    """Return stat_month, sex_code, age_code, population_count of the months given."""
    if cells.town_codes is None:
        rows = city_population(publication, cells.municipality_code).filter(
            pl.col("stat_month").is_in(months)
        )
        if cells.resident_kind_codes is not None:
            rows = rows.filter(pl.col("resident_kind_code").is_in(cells.resident_kind_codes))
        return (
            rows.group_by("stat_month", "sex_code", "age_code")
            .agg(pl.col("population_count").sum())
            .sort("stat_month", "sex_code", "age_code")
        )
    return publication.rows(
        f"""
        select stat_month, sex_code, age_code, sum(population_count)::bigint as population_count
        from population_monthly
        where list_contains($months::date[], stat_month) and stat_month between $first and $last
            and {conditions("town_codes", "resident_kind_codes")}
        group by all order by all
        """,
        months=list(months),
        first=min(months),
        last=max(months),
        **cells.parameters("town_codes", "resident_kind_codes"),
    )


def population_by_town(publication: Publication, cells: Cells, month: date) -> pl.DataFrame:
    """Return town_code, age_group_code, population_count at the end of `month`."""
    rows = town_populations(publication, cells.municipality_code, month)
    if cells.resident_kind_codes is not None:
        rows = rows.filter(pl.col("resident_kind_code").is_in(cells.resident_kind_codes))
    grouped = rows.group_by("town_code", "age_group_code", maintain_order=True)
    return grouped.agg(pl.col("population_count").sum())


@lru_cache(maxsize=128)
def town_populations(publication: Publication, municipality_code: str, month: date) -> pl.DataFrame:
    """Return the towns of a month by town_code, age_group_code, resident_kind_code.

    Read once for all nationalities, which pages show beside each other.
    """
    return publication.rows(
        """
        select
            town_code, age_group_code, resident_kind_code,
            sum(population_count)::bigint as population_count
        from population_monthly inner join age_codes using (age_code)
        where stat_month = $month and municipality_code = $municipality_code
        group by all order by all
        """,
        month=month,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=64)
def households_by_month(publication: Publication, cells: Cells) -> pl.DataFrame:
    """Return stat_month, household_kind_code, household_count of all months."""
    return publication.rows(
        f"""
        select stat_month, household_kind_code, sum(household_count)::bigint as household_count
        from households_monthly
        where {conditions("town_codes")}
        group by all order by all
        """,
        **cells.parameters("town_codes"),
    )
