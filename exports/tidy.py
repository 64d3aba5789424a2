"""The marts' rows of one month as they are, with the dictionary of their columns and codes."""

from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl

TIDY_MARTS = (
    "population_monthly",
    "households_monthly",
    "movements_monthly",
    "migration_flows_monthly",
    "foreign_residents_monthly",
    "household_types_monthly",
    "indicators_monthly",
)
"""Marts of 03-tables 3.1 with one row per month and cell; those a published version does not have are left out."""

MARTS_THERE = "select table_name from information_schema.tables where table_schema = 'main'"


def tidy_tables(
    connection: duckdb.DuckDBPyConnection, *, municipality_codes: list[str], stat_month: date
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield file names inside `tidy/` and the month's rows, sorted by the grain (every column but the measure)."""
    there = set(connection.sql(MARTS_THERE).pl()["table_name"])
    for mart in TIDY_MARTS:
        if mart in there:
            yield f"{mart}.csv", _month_rows(connection, mart, municipality_codes, stat_month)


def _month_rows(
    connection: duckdb.DuckDBPyConnection, mart: str, municipality_codes: list[str], stat_month: date
) -> pl.DataFrame:
    query = f"""
        select * replace (strftime(stat_month, '%Y-%m') as stat_month)
        from {mart}
        where stat_month = $stat_month and list_contains($municipality_codes, municipality_code)
        order by all
    """
    parameters = {"stat_month": stat_month, "municipality_codes": municipality_codes}
    return connection.sql(query, params=parameters).pl()
