"""The published marts as an outside reader sees them, in the shape of the oracle's tables."""

import json
from collections import Counter
from pathlib import Path

import duckdb

from tests.oracle.tables import Row

GRAINS = {
    "population_monthly": ("town_code", "sex_code", "resident_kind_code", "age_code"),
    "households_monthly": ("town_code", "household_kind_code", "household_size"),
    "household_types_monthly": ("town_code", "household_type_code"),
    "foreign_residents_monthly": ("nationality_code", "residence_status_code", "sex_code", "age_band_code"),
    "movements_monthly": (
        "basis_code",
        "town_code",
        "reason_code",
        "cancelled_reason_code",
        "notification_type_code",
        "population_sign",
        "sex_code",
        "resident_kind_code",
        "age_band_code",
    ),
    "migration_flows_monthly": (
        "direction_code",
        "partner_kind_code",
        "partner_code",
        "sex_code",
        "resident_kind_code",
        "age_band_code",
    ),
}
MEASURES = {
    "population_monthly": "population_count",
    "households_monthly": "household_count",
    "household_types_monthly": "household_count",
    "foreign_residents_monthly": "population_count",
    "movements_monthly": "movement_count",
    "migration_flows_monthly": "person_count",
}
MONTH = "strftime(stat_month, '%Y-%m')"


def current_marts(home: Path) -> Path:
    """Return the marts file that the pointer serves."""
    pointer = json.loads((home / "published" / "CURRENT").read_text("utf-8"))
    return home / "published" / pointer["version"] / "marts.duckdb"


def query(home: Path, statement: str) -> list[tuple]:
    """Return the rows of a query on the published marts, though pages of this process may have them open."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current_marts(home)}' as marts (read_only)")
        connection.execute("use marts")
        return connection.execute(statement).fetchall()


def read_mart(home: Path, mart: str) -> Counter[Row]:
    """Return a mart as grain → measure. A grain that occurs twice is a failure."""
    columns = ", ".join(f"cast({column} as varchar)" for column in GRAINS[mart])
    rows = query(home, f"select municipality_code, {MONTH}, {columns}, {MEASURES[mart]} from {mart}")
    table = Counter({tuple(row[:-1]): int(row[-1]) for row in rows})
    assert len(table) == len(rows), f"{mart} has two rows of one grain"
    assert all(count > 0 for count in table.values()), f"{mart}: an absent combination is zero, not a row"
    return table


def differences(found: Counter, expected: Counter, *, most: int = 12) -> list[str]:
    """Return the first rows that differ, one sentence each; empty if the tables are equal."""
    rows = sorted(row for row in found.keys() | expected.keys() if found[row] != expected[row])
    shown = [f"{row}: {found[row]}, the oracle says {expected[row]}" for row in rows[:most]]
    return [*shown, f"… {len(rows)} rows differ"] if len(rows) > most else shown


def mart_columns(home: Path) -> dict[str, list[str]]:
    """Return the columns of every published mart."""
    rows = query(home, "select table_name, column_name from duckdb_columns() where database_name = 'marts'")
    columns: dict[str, list[str]] = {}
    for mart, column in rows:
        columns.setdefault(mart, []).append(column)
    return columns


def differing_marts(
    one: Path, other: Path, *, cities: tuple[str, str] | None = None, but: tuple[str, ...] = ()
) -> dict[str, int]:
    """Return how many rows only one of two homes has, by mart; marts that are equal are left out.

    With `cities` the marts of one municipality there and of the other one here are compared. `but`: columns
    that may differ.
    """
    counts = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current_marts(one)}' as one (read_only)")
        connection.execute(f"attach '{current_marts(other)}' as other (read_only)")
        for mart, columns in mart_columns(one).items():
            shown = [column for column in columns if column not in but]
            if cities is None or {"municipality_code"} < {*shown}:
                first = selection(f"one.{mart}", shown, cities and cities[0])
                second = selection(f"other.{mart}", shown, cities and cities[1])
                ((counts[mart],),) = connection.execute(
                    f"select count(*) from (({first} except all {second}) union all "
                    f"({second} except all {first}))"
                ).fetchall()
    return {mart: count for mart, count in counts.items() if count}


def selection(table: str, columns: list[str], city: str | None) -> str:
    """Return the query of these columns, of one municipality without its code."""
    if city is None:
        return f"select {', '.join(columns)} from {table}"
    shown = ", ".join(column for column in columns if column != "municipality_code")
    return f"select {shown} from {table} where municipality_code = '{city}'"
