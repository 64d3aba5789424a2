"""The marts of a published version, opened for reading: locked, no files, bound to municipalities."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from store.home import PROJECT_ROOT

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
DELIVERY_TABLES = frozenset(
    {
        *("delivery_ledger", "delivery_warnings", "quality_monthly", "freshness"),
        *("covered_months", "counting_rules", "districts", "towns"),
    }
)
"""What holds no resident: deliveries and their rows, months, names of areas."""


@lru_cache(maxsize=64)
def open_marts(
    marts_file: Path, municipality_codes: tuple[str, ...] | None, *, shows_figures: bool = True
) -> duckdb.DuckDBPyConnection:
    """Return the connection of `connect_marts`, opened once and kept; take a cursor of it per call."""
    return connect_marts(marts_file, municipality_codes, shows_figures=shows_figures)


def connect_marts(
    marts_file: Path,
    municipality_codes: tuple[str, ...] | None,
    *,
    shows_figures: bool = True,
    **settings: Any,
) -> duckdb.DuckDBPyConnection:
    """Return a connection whose views show one version's tables, of these municipalities only (None: all).

    Every query goes through the views, so no page has to remember whose rows it may see (04-privacy 4.6).
    Without `shows_figures` there are code lists and DELIVERY_TABLES only: for roles without data.
    The file is opened read-only; after that nothing outside it can be reached and no setting be changed.
    `settings` go over those every connection has.
    """
    connection = duckdb.connect(":memory:", config={**CONNECTION_SETTINGS, **settings})
    path = str(marts_file).replace("'", "''")
    connection.execute(f"attach '{path}' as {VERSION_DATABASE} (read_only)")
    hidden = frozenset() if shows_figures else _figure_tables(connection)
    for table, has_municipality in _tables(connection):
        if table in hidden:
            continue
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


def _figure_tables(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the tables that are neither code lists nor of deliveries."""
    code_lists = {path.stem for path in (PROJECT_ROOT / "seeds").glob("*.csv")}
    return frozenset(table for table, _ in _tables(connection)) - DELIVERY_TABLES - code_lists


def _only(municipality_codes: tuple[str, ...]) -> str:
    codes = ", ".join("'" + code.replace("'", "''") + "'" for code in municipality_codes)
    return f" where {MUNICIPALITY_COLUMN} in ({codes})" if codes else " where false"
