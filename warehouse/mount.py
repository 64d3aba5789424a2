"""Mounts the ledger in a fresh build file: schema `register`, the only thing the models read."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from store.errors import ConfigurationError
from store.home import Home
from store.ledger import Delivery
from store.months import MonthEntry
from store.prefix import LedgerPrefix
from store.rejections import resolved_rejections
from warehouse.knowledge import known_delivery_rows, known_row_counts
from warehouse.register_rows import REJECTION_SCHEMA, RowSchema, mount_rows

DELIVERY_SCHEMA: RowSchema = {
    "delivery_id": pl.Int32,
    "file": pl.String,
    "kind": pl.String,
    "profile": pl.String,
    "loaded_at": pl.Datetime("us"),
    "last_recorded_date": pl.Date,
    "through_date": pl.Date,
    "received": pl.Int64,
    "loaded": pl.Int64,
    "duplicate": pl.Int64,
    "superseded": pl.Int64,
    "quarantined": pl.Int64,
    "out_of_scope": pl.Int64,
}
TOWN_SCHEMA: RowSchema = {
    "municipality_code": pl.String,
    "town_code": pl.String,
    "town_name": pl.String,
    "town_kana": pl.String,
    "district_code": pl.String,
}
DISTRICT_SCHEMA: RowSchema = {
    "municipality_code": pl.String,
    "district_code": pl.String,
    "district_name": pl.String,
    "sort_order": pl.Int32,
}

MONTH_ENTRY_SCHEMA: RowSchema = {
    "entry_id": pl.Int32,
    "municipality_code": pl.String,
    "closed_through_month": pl.Date,
}
NETTING_RULE_SCHEMA: RowSchema = {
    "municipality_code": pl.String,
    "return_code": pl.String,
    "reason_code": pl.String,
    "cancelled_reason_code": pl.String,
    "is_netted": pl.String,
}
COUNTING_RULE_SCHEMA: RowSchema = {"municipality_code": pl.String, "counting_date_code": pl.String}


def mount_ledger(home: Home, prefix: LedgerPrefix, build_file: Path, *, as_known: date | None = None) -> None:
    """Create `build_file` with schema `register` over the rows in force of a prefix of the ledger.

    Withdrawn deliveries and rows whose place another one has taken are left out. With `as_known`, only rows
    recorded by then. Raises UsageError if nobody was known by then.
    """
    deliveries = prefix.standing
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema register")
        mount_rows(connection, home, prefix, as_known)
        ledger_rows = delivery_rows(deliveries)
        if as_known:
            ledger_rows = known_delivery_rows(ledger_rows, known_row_counts(connection, as_known), as_known)
        tables = {
            "deliveries": ledger_rows,
            "delivery_municipalities": municipality_rows(deliveries),
            "delivery_warnings": warning_rows(deliveries),
            "resolved_rejections": resolved_rejection_rows(deliveries),
            "town_overrides": override_rows(home, "towns", TOWN_SCHEMA),
            "district_overrides": override_rows(home, "districts", DISTRICT_SCHEMA),
            "netting_overrides": override_rows(home, "netting_rules", NETTING_RULE_SCHEMA),
            "month_entries": month_entry_rows(prefix.month_entries),
            "counting_rules": override_rows(home, "counting_rule", COUNTING_RULE_SCHEMA),
        }
        for name, rows in tables.items():
            arrow_rows = rows.to_arrow()  # noqa: F841 (DuckDB reads it by name)
            connection.execute(f"create table register.{name} as select * from arrow_rows")


def delivery_rows(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return one row per delivery, columns of DELIVERY_SCHEMA."""
    rows = [
        {
            **{column: getattr(delivery, column) for column in DELIVERY_SCHEMA},
            "loaded_at": datetime.fromisoformat(delivery.loaded_at).replace(tzinfo=None),
            "last_recorded_date": _date(delivery.last_recorded_date),
            "through_date": _date(delivery.through_date),
        }
        for delivery in deliveries
    ]
    return pl.DataFrame(rows, schema=DELIVERY_SCHEMA)


def municipality_rows(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return one row per delivery and municipality that occurs in it."""
    rows = [(each.delivery_id, code) for each in deliveries for code in each.municipality_codes]
    schema: RowSchema = {"delivery_id": pl.Int32, "municipality_code": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def warning_rows(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return one row per delivery and warning rule with its number of rows."""
    rows = [(each.delivery_id, rule, count) for each in deliveries for rule, count in each.warnings.items()]
    schema: RowSchema = {"delivery_id": pl.Int32, "rule_code": pl.String, "row_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def resolved_rejection_rows(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return one row per delivery, municipality and rule whose refused rows a later delivery brought in."""
    schema = {name: REJECTION_SCHEMA[name] for name in ("delivery_id", "municipality_code", "rule_code")}
    return pl.DataFrame(resolved_rejections(deliveries), schema=schema, orient="row")


def month_entry_rows(entries: list[MonthEntry]) -> pl.DataFrame:
    """Return one row per closing or reopening and municipality: what was closed from then on."""
    rows = [
        (entry.entry_id, code, entry.closed_through_month)
        for entry in entries
        for code in entry.municipality_codes
    ]
    return pl.DataFrame(rows, schema=MONTH_ENTRY_SCHEMA, orient="row")


def override_rows(home: Home, name: str, schema: RowSchema) -> pl.DataFrame:
    """Return what municipalities define themselves in `<home>/municipalities/<code>/<name>.csv`.

    Raises ConfigurationError if a file lacks a column.
    """
    frames = [read_override(path, schema) for path in sorted(home.municipalities.glob(f"[0-9]*/{name}.csv"))]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def read_override(path: Path, schema: RowSchema) -> pl.DataFrame:
    """Return the rows of one municipality's file; its folder says which municipality."""
    try:
        rows = pl.read_csv(path, infer_schema=False)
        return rows.with_columns(municipality_code=pl.lit(path.parent.name)).select(
            pl.col(column).cast(kind) for column, kind in schema.items()
        )
    except pl.exceptions.PolarsError:
        columns = ", ".join(column for column in schema if column != "municipality_code")
        raise ConfigurationError(
            f"{path} cannot be read as a table with the columns {columns}. Mend the file."
        ) from None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
