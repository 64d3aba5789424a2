"""Refused rows: their coordinates, rules and keys, and which of them still wait."""

from pathlib import Path

import polars as pl

from store.home import Home
from store.ledger import Delivery, replaced_rows
from store.prefix import LedgerPrefix
from store.rejections import duplicate_files, rejection_files, released_files, resolved_rejections

REJECTION_SCHEMA = pl.Schema(
    {
        "delivery_id": pl.Int32,
        "file": pl.String,
        "row_number": pl.Int64,
        "municipality_code": pl.String,
        "column_name": pl.String,
        "rule_code": pl.String,
        "reason_code": pl.String,
        "person_token": pl.Int64,
        "history_number": pl.Int32,
        "base_date": pl.Date,
    }
)
"""The last three are the key of a row, as far as it is legible; older files lack them."""
KEYED_SCHEMA = pl.Schema(
    {
        name: REJECTION_SCHEMA[name]
        for name in (
            *("delivery_id", "row_number", "municipality_code"),
            *("person_token", "history_number", "base_date"),
        )
    }
)
"""Coordinates and key."""
COORDINATES = ("delivery_id", "row_number")
COORDINATE_SCHEMA = pl.Schema({name: REJECTION_SCHEMA[name] for name in COORDINATES})
DUPLICATE_SCHEMA = pl.Schema({"delivery_id": pl.Int32, "row_number": pl.Int64, "first_delivery_id": pl.Int32})
"""A row that repeats one of an earlier delivery, and which delivery that is."""
RESOLVED_BY = ("delivery_id", "municipality_code", "rule_code")


def read_refused(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return every refused row of the standing deliveries, in their order, with whether it still waits.

    A row waits until a later entry took it up again, brought its record in good form, or settled it.
    """
    rejections = _read_all(rejection_files(home, prefix.standing), REJECTION_SCHEMA)
    keys = {name: REJECTION_SCHEMA[name] for name in RESOLVED_BY}
    resolved = pl.DataFrame(resolved_rejections(prefix.standing), schema=keys, orient="row").unique()
    released = read_released(home, prefix)
    waiting = rejections.join(resolved, on=RESOLVED_BY, how="anti").join(released, on=COORDINATES, how="anti")
    marks = waiting.select(*COORDINATES, pl.lit(True).alias("is_waiting"))
    marked = rejections.join(marks, on=COORDINATES, how="left").with_columns(
        pl.col("is_waiting").fill_null(False)
    )
    return marked.sort("delivery_id", "row_number")


def read_rejections(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the refused rows that still wait, in the order of delivery and row."""
    return read_refused(home, prefix).filter("is_waiting").drop("is_waiting")


def read_released(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the coordinates of rows that wait no longer, each once."""
    return _read_all(released_files(home, prefix), COORDINATE_SCHEMA).unique()


def read_duplicates(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the rows that repeat one of an earlier delivery, columns of DUPLICATE_SCHEMA."""
    return _read_all(duplicate_files(home, prefix), DUPLICATE_SCHEMA)


def read_lost_duplicates(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the rows that repeat one of a delivery withdrawn since and were not taken up again."""
    is_lost = pl.col("first_delivery_id").is_in(list(prefix.withdrawn))
    repeated = read_duplicates(home, prefix).filter(is_lost)
    return repeated.join(read_released(home, prefix), on=COORDINATES, how="anti")


def replaced_coordinates(deliveries: list[Delivery]) -> pl.DataFrame:
    """Return the coordinates of loaded rows whose place another one has taken."""
    return pl.DataFrame(replaced_rows(deliveries), schema=COORDINATE_SCHEMA, orient="row")


def _read_all(paths: list[Path], schema: pl.Schema) -> pl.DataFrame:
    frames = [pl.read_parquet(path, memory_map=False) for path in paths]
    return pl.concat([pl.DataFrame(schema=schema), *frames], how="diagonal").select(schema.keys())
