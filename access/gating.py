"""The gated file of a version: what every signed-in reader may see, and nothing else (04-privacy 4.4).

No page, link, query or bundle made from it can show what is not in it.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb

from access.gates import KEEP, RECODE, Gate, read_gates
from access.masked_foreigners import FOREIGNERS
from access.masked_tables import FLOWS, HOUSEHOLDS, MOVEMENTS, POPULATION, MaskedTable
from access.recoding import recode

MASKED_TABLES = (POPULATION, HOUSEHOLDS, MOVEMENTS, FLOWS, FOREIGNERS)


def write_gated(marts_file: Path, gated_file: Path, *, marts: Collection[str]) -> dict[str, int]:
    """Write the gated file of a version's marts and return its tables with their rows.

    Tables that are no `marts` are code lists and stay. Threshold, recoding and masks are those of 04-privacy
    4.4; the same marts make the same tables.
    """
    gates = read_gates()
    with duckdb.connect(str(gated_file)) as connection:
        path = str(marts_file).replace("'", "''")
        connection.execute(f"attach '{path}' as source (read_only)")
        present = table_names(connection, "source")
        for table in present:
            let_through(connection, table, gates.get(table, Gate("")) if table in marts else Gate(KEEP))
        for masked in MASKED_TABLES:
            if masked.mart in present:
                write_masked(connection, masked)
        written = {table: row_count(connection, table) for table in table_names(connection, gated_file.stem)}
        connection.execute("detach source")
    return written


def table_names(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """Return the names of a database's tables, in their order."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = $database order by table_name",
        {"database": database},
    ).fetchall()
    return [row[0] for row in rows]


def row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def let_through(connection: duckdb.DuckDBPyConnection, table: str, gate: Gate) -> None:
    """Make `table` as its gate lets it through; a withheld one is not made."""
    if gate.gate == KEEP:
        connection.execute(f"create table {table} as from source.{table}")
    elif gate.gate == RECODE:
        recode(connection, table, measures=gate.measures, dropped=gate.dropped_columns)


def write_masked(connection: duckdb.DuckDBPyConnection, masked: MaskedTable) -> None:
    """Make a masked table of all municipalities, in code order."""
    municipalities = connection.execute(
        "select distinct municipality_code from source.covered_months order by municipality_code"
    ).fetchall()
    for position, (municipality_code,) in enumerate(municipalities):
        connection.register("figures", masked.figures(connection, municipality_code).to_arrow())
        target = f"insert into {masked.name}" if position else f"create table {masked.name} as"
        connection.execute(f"{target} {masked.shown}")
        connection.unregister("figures")
