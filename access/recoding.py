"""Global recoding: a mart with districts in place of towns, and without the columns that are too fine."""

from collections.abc import Collection

import duckdb

DISTRICT_PREFIX = "d-"
"""Tells a district's area code from a town's."""
AREA_OF_TOWN = f"""'{DISTRICT_PREFIX}' || coalesce(
    nullif(towns.district_code, ''),
    (select any_value(district_code) from source.district_codes where municipality_code is null)
)"""
"""The district that the town of a row lies in; towns without one share that of the built-in list."""
TOWN_AREAS = """left join source.towns
    on towns.municipality_code = mart.municipality_code and towns.town_code = mart.town_code"""
TOWN_COLUMN = "town_code"


def recode(
    connection: duckdb.DuckDBPyConnection, mart: str, *, measures: Collection[str], dropped: Collection[str]
) -> None:
    """Make `mart` anew from `source`: towns generalised to districts, `dropped` columns summed over.

    A figure of a district or of the whole is the same sum in both.
    """
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'source'"
        " and table_name = $mart order by column_index",
        {"mart": mart},
    ).fetchall()
    selected = [selection(column, kind, measures) for column, kind in columns if column not in dropped]
    joined = TOWN_AREAS if any(column == TOWN_COLUMN for column, _ in columns) else ""
    connection.execute(
        f"create table {mart} as select {', '.join(selected)} from source.{mart} as mart {joined}"
        " group by all order by all"
    )


def selection(column: str, data_type: str, measures: Collection[str]) -> str:
    """Return what a recoded mart has as `column`."""
    if column in measures:
        return f"sum(mart.{column})::{data_type} as {column}"
    return f"{AREA_OF_TOWN} as {column}" if column == TOWN_COLUMN else f"mart.{column}"
