"""Lineage in counts: how many change records of which reason, delivery and rule made a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from store.errors import CheckFailed, ConfigurationError, UsageError
from store.home import Home
from store.published import open_version
from warehouse.build import build_file_of
from warehouse.lineage_sources import SOURCES, Source

Cell = dict[str, str]

MONTHS = """
    months as (
        select municipality_code, stat_month, is_base_month,
            year(stat_month) * 12 + month(stat_month) as month_index
        from main_marts.covered_months where stat_month = $month::date or $month is null
    )
"""
LINES = """
    select
        counted.reason_code, reasons.label_ja, counted.delivery_id, deliveries.file,
        counted.dating_rule_code, rules.label_ja, counted.record_count
    from counted
    inner join main_seeds.reason_codes as reasons on counted.reason_code = reasons.reason_code
    inner join main_marts.delivery_ledger as deliveries on counted.delivery_id = deliveries.delivery_id
    inner join main_seeds.dating_rule_codes as rules on counted.dating_rule_code = rules.dating_rule_code
    order by counted.delivery_id, counted.reason_code, counted.dating_rule_code
"""


@dataclass(frozen=True)
class Records:
    """The change records of one reason, delivery and dating rule in a number; negative: taken off."""

    reason_code: str
    reason: str
    delivery_id: int
    file: str
    dating_rule_code: str
    dating_rule: str
    record_count: int


@dataclass(frozen=True)
class Lineage:
    """A number of a mart and the records it is the sum of."""

    version: str
    mart: str
    cell: Cell
    measure: str
    value: int
    records: Sequence[Records]

    @property
    def total(self) -> int:
        return sum(line.record_count for line in self.records)


def read_lineage(home: Home, mart: str, assignments: Sequence[str]) -> Lineage:
    """Return the origin of the cell that `assignments` (COLUMN=VALUE) name, summed over the other columns.

    Raises UsageError for a mart, a column or a value that is not known, CheckFailed if the records do not sum
    to the number.
    """
    if mart not in SOURCES:
        raise UsageError(f"No lineage is kept of {mart}. There is one of {', '.join(SOURCES)}.")
    source = SOURCES[mart]
    cell = named_cell(mart, source, assignments)
    version = open_version(home).name
    try:
        with duckdb.connect(str(build_file_of(home, version)), read_only=True) as connection:
            table = source.mart or mart
            require_known_values(connection, table, cell)
            value = read_value(connection, table, source.measure, cell)
            records = read_records(connection, source, cell)
    except duckdb.IOException:
        raise ConfigurationError("A build is running. Ask again when it has ended.") from None
    shown = {column: written(column, code) for column, code in cell.items()}
    lineage = Lineage(version, mart, shown, source.measure, value, records)
    if lineage.total != value:
        raise CheckFailed(f"The records of this cell of {mart} sum to {lineage.total}, not to {value}.")
    return lineage


def named_cell(mart: str, source: Source, assignments: Sequence[str]) -> Cell:
    """Return the columns named and their values, defaults filled in; months as the first day."""
    cell = dict(source.defaults)
    for assignment in assignments:
        column, equals, code = assignment.partition("=")
        if not equals:
            raise UsageError(f"{assignment} names no cell; write it like stat_month=2026-03.")
        if column not in source.columns:
            raise UsageError(f"{mart} has no column {column}. It has {', '.join(source.columns)}.")
        cell[column] = month_named(code) if is_month(column) else code
    missing = [column for column in source.needed if column not in cell]
    if missing:
        raise UsageError(f"A number of {mart} needs {' and '.join(missing)}: over those there is no sum.")
    return cell


def is_month(column: str) -> bool:
    return column.endswith("_month")


def month_named(text: str) -> str:
    """Return the first day of a month written YYYY-MM. Raises UsageError for anything else."""
    try:
        return f"{date.fromisoformat(f'{text}-01'):%Y-%m-%d}"
    except ValueError:
        raise UsageError(f"{text} is not a month; write it like 2026-03.") from None


def written(column: str, code: str) -> str:
    """Return a value as it is typed: months as YYYY-MM."""
    return code[:7] if is_month(column) else code


def require_known_values(connection: duckdb.DuckDBPyConnection, mart: str, cell: Cell) -> None:
    """Raise UsageError for a value that neither the mart nor a code list has: its zero would be no fact."""
    for column, code in cell.items():
        places = [f"main_marts.{mart}", *places_of(connection, column)]
        known = " union all ".join(
            f"select cast({column} as varchar) as code from {place}" for place in places
        )
        if not connection.execute(f"select 1 from ({known}) where code = $1 limit 1", [code]).fetchone():
            raise UsageError(f"{mart} knows no {column}={written(column, code)}.")


def places_of(connection: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    """Return the tables that list what a column may hold: the code lists with it, towns, covered months."""
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_columns() where column_name = $1 and"
        " (schema_name = 'main_seeds' or table_name in ('covered_months', 'towns')) order by 1",
        [column],
    )
    return [table for (table,) in tables.fetchall()]


def read_value(connection: duckdb.DuckDBPyConnection, mart: str, measure: str, cell: Cell) -> int:
    """Return the number itself: zero where the mart has no row."""
    statement = f"select coalesce(sum({measure}), 0) from main_marts.{mart} where {kept(cell)}"
    return int(fetched(connection, statement, cell)[0][0])


def read_records(connection: duckdb.DuckDBPyConnection, source: Source, cell: Cell) -> list[Records]:
    """Return the records of the cell by delivery, reason and rule."""
    statement = f"""
        with {MONTHS},
        counted as (
            select
                reason_code, delivery_id, dating_rule_code,
                cast(sum(record_count) as bigint) as record_count
            from ({source.relation}) where {kept(cell)}
            group by all having sum(record_count) != 0
        )
        {LINES}
    """
    month = cell.get("stat_month") or cell.get("as_known_month")
    return [Records(*row) for row in fetched(connection, statement, {"month": month, **cell})]


def kept(cell: Cell) -> str:
    """Return the condition that keeps the rows of the cell."""
    return " and ".join(["true", *(f"cast({column} as varchar) = ${column}" for column in cell)])


def fetched(
    connection: duckdb.DuckDBPyConnection, statement: str, parameters: dict[str, Any]
) -> list[tuple[Any, ...]]:
    return connection.execute(statement, parameters).fetchall()
