"""Views over the Parquet files of the ledger and the quarantine: the rows the models read, where they lie."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from store.home import Home
from store.ledger import replaced_rows, row_files
from store.prefix import LedgerPrefix
from store.rejections import rejection_files, released_files

RowSchema = dict[str, pl.DataType | type[pl.DataType]]

CHANGES_SCHEMA: RowSchema = {
    "delivery_id": pl.Int32,
    "row_number": pl.Int64,
    "municipality_code": pl.String,
    "person_token": pl.Int64,
    "history_number": pl.Int32,
    "household_token": pl.Int64,
    "reason_code": pl.String,
    "notification_type_code": pl.String,
    "changed_date": pl.Date,
    "notified_date": pl.Date,
    "recorded_date": pl.Date,
    "target_history_number": pl.Int32,
    "birth_year": pl.Int16,
    "birth_month": pl.Int8,
    "birth_day": pl.Int8,
    "sex_code": pl.String,
    "resident_kind_code": pl.String,
    "nationality_code": pl.String,
    "residence_status_code": pl.String,
    "relationship_codes": pl.String,
    "is_householder": pl.Boolean,
    "town_code": pl.String,
    "origin_municipality_code": pl.String,
    "origin_country_code": pl.String,
    "destination_municipality_code": pl.String,
    "destination_country_code": pl.String,
}
"""What the models read of a changes row; ingest writes more."""

RESIDENTS_SCHEMA: RowSchema = {
    name: kind
    for name, kind in CHANGES_SCHEMA.items()
    if name
    in {
        "delivery_id",
        "row_number",
        "municipality_code",
        "person_token",
        "history_number",
        "household_token",
        "birth_year",
        "birth_month",
        "birth_day",
        "sex_code",
        "resident_kind_code",
        "nationality_code",
        "residence_status_code",
        "relationship_codes",
        "is_householder",
        "town_code",
    }
} | {"base_date": pl.Date}

RECORDED_COLUMNS = {"changes": "recorded_date", "residents": "base_date"}
"""The day on which the register knew a row."""
REJECTION_SCHEMA: RowSchema = {
    "delivery_id": pl.Int32,
    "row_number": pl.Int64,
    "municipality_code": pl.String,
    "rule_code": pl.String,
    "reason_code": pl.String,
}
"""What the models read of a refused row."""
COORDINATES: RowSchema = {"delivery_id": pl.Int32, "row_number": pl.Int64}


def mount_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, prefix: LedgerPrefix, as_known: date | None
) -> None:
    """Create the views of accepted rows in force, of those replaced, of refused rows and those released."""
    deliveries = prefix.standing
    replaced = replaced_rows(deliveries)
    for kind, schema in (("changes", CHANGES_SCHEMA), ("residents", RESIDENTS_SCHEMA)):
        files = row_files(home, kind, deliveries)
        known = [f"{RECORDED_COLUMNS[kind]} <= date '{as_known}'"] if as_known else []
        _mount_files(connection, kind, files, schema, [*known, *_among(replaced, is_among=False)])
        places = [*known, *_among(replaced, is_among=True)]
        _mount_files(connection, f"replaced_{kind}", files if replaced else [], COORDINATES, places)
    _mount_files(connection, "rejections", rejection_files(home, deliveries), REJECTION_SCHEMA)
    _mount_files(connection, "released_rows", released_files(home, prefix), COORDINATES)


def _among(rows: list[tuple[int, int]], *, is_among: bool) -> list[str]:
    """Return the condition that a row is, or is not, one of these; none if there are none."""
    coordinates = ", ".join(f"({delivery_id}, {row_number})" for delivery_id, row_number in rows)
    sought = "in" if is_among else "not in"
    return [f"(delivery_id, row_number) {sought} (values {coordinates})"] if rows else []


def _mount_files(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    files: list[Path],
    schema: RowSchema,
    conditions: Sequence[str] = (),
) -> None:
    columns = ", ".join(schema)
    if files:
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        where = " and ".join(["true", *conditions])
        connection.execute(
            f"create view register.{name} as select {columns}"
            f" from read_parquet([{paths}], union_by_name = true) where {where}"
        )
    else:
        no_rows = pl.DataFrame(schema=schema).to_arrow()  # noqa: F841 (DuckDB reads it by name)
        connection.execute(f"create table register.{name} as select {columns} from no_rows")
