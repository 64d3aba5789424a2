"""The marts of a published version, opened for reading: locked, no files, bound to municipalities."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from store.home import PROJECT_ROOT

CONNECTION_SETTINGS: dict[str, Any] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
VERSION_DATABASE = "version"
MUNICIPALITY_COLUMN, DELIVERY_COLUMN = "municipality_code", "delivery_id"
OCCURRENCES = "delivery_municipalities"
"""Which municipalities occur in a delivery."""
DELIVERY_TABLES = frozenset(
    {
        *("delivery_ledger", "delivery_warnings", OCCURRENCES, "quality_monthly", "freshness"),
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
    Code lists are everybody's. Without `shows_figures` there are only they and DELIVERY_TABLES.
    The file is opened read-only; after that nothing outside it can be reached and no setting be changed.
    `settings` go over those every connection has.
    """
    connection = duckdb.connect(":memory:", config={**CONNECTION_SETTINGS, **settings})
    path = str(marts_file).replace("'", "''")
    connection.execute(f"attach '{path}' as {VERSION_DATABASE} (read_only)")
    tables = _tables(connection)
    code_lists = {path.stem for path in (PROJECT_ROOT / "seeds").glob("*.csv")}
    shown = tables if shows_figures else tables.keys() & (DELIVERY_TABLES | code_lists)
    for table in shown:
        is_free = municipality_codes is None or table in code_lists
        bound = "" if is_free else _bound(tables, table, municipality_codes or ())
        connection.execute(f'create view "{table}" as select * from {VERSION_DATABASE}."{table}"{bound}')
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return the columns of every table of the version."""
    rows = connection.execute(
        """
        select table_name, list(column_name)
        from duckdb_columns() where database_name = $database
        group by table_name order by table_name
        """,
        {"database": VERSION_DATABASE},
    ).fetchall()
    return {table: frozenset(columns) for table, columns in rows}


def _bound(tables: Mapping[str, frozenset[str]], table: str, municipality_codes: tuple[str, ...]) -> str:
    """Return the condition that keeps a table's rows of these municipalities.

    Deliveries are theirs in which they occur; a version that does not say which those are shows none.
    """
    codes = ", ".join("'" + code.replace("'", "''") + "'" for code in municipality_codes)
    theirs = f"{MUNICIPALITY_COLUMN} in ({codes})" if codes else "false"
    if MUNICIPALITY_COLUMN in tables[table]:
        return f" where {theirs}"
    if DELIVERY_COLUMN not in tables[table]:
        return ""
    if OCCURRENCES not in tables:
        return " where false"
    occurring = f"select {DELIVERY_COLUMN} from {VERSION_DATABASE}.{OCCURRENCES} where {theirs}"
    return f" where {DELIVERY_COLUMN} in ({occurring})"
