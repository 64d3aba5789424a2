"""The marts of a published version, opened for reading: locked, no files, bound to municipalities."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

CONNECTION_SETTINGS: dict[str, Any] = {
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
VERSION_DATABASE = "version"
MUNICIPALITY_COLUMN = "municipality_code"


@lru_cache(maxsize=16)
def open_marts(marts_file: Path, municipality_codes: tuple[str, ...] | None) -> duckdb.DuckDBPyConnection:
    """Return a connection whose views show one version's tables, of these municipalities only (None: all).

    Every query goes through the views, so no page has to remember whose rows it may see (04-privacy 4.6).
    The file is opened read-only; after that nothing outside it can be reached and no setting be changed.
    """
    connection = duckdb.connect(":memory:", config=CONNECTION_SETTINGS)
    path = str(marts_file).replace("'", "''")
    connection.execute(f"attach '{path}' as {VERSION_DATABASE} (read_only)")
    for table, has_municipality in _tables(connection):
        bound = _only(municipality_codes) if has_municipality and municipality_codes is not None else ""
        connection.execute(f'create view "{table}" as select * from {VERSION_DATABASE}."{table}"{bound}')
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bool]]:
    """Return every table of the version, and whether its rows belong to municipalities."""
    return connection.execute(
        """
        select table_name, bool_or(column_name = $column)
        from duckdb_columns() where database_name = $database
        group by table_name order by table_name
        """,
        {"column": MUNICIPALITY_COLUMN, "database": VERSION_DATABASE},
    ).fetchall()


def _only(municipality_codes: tuple[str, ...]) -> str:
    codes = ", ".join("'" + code.replace("'", "''") + "'" for code in municipality_codes)
    return f" where {MUNICIPALITY_COLUMN} in ({codes})" if codes else " where false"
