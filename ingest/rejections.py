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
RELEASED_SCHEMA = pl.Schema({**COORDINATE_SCHEMA, "is_replayed": pl.Boolean()})
"""A row that waits no longer, and whether a replay took it up again."""
DUPLICATE_SCHEMA = pl.Schema({"delivery_id": pl.Int32, "row_number": pl.Int64, "first_delivery_id": pl.Int32})
"""A row that repeats one of an earlier delivery, and which delivery that is."""
RESOLVED_BY = ("delivery_id", "municipality_code", "rule_code")


def read_refused(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return every refused row of the standing deliveries, in their order, with is_waiting and is_replayed.

    A row waits until a later entry took it up again (then it is replayed), brought its record in good form,
    or settled it.
    """
    rejections = _read_all(rejection_files(home, prefix.standing), REJECTION_SCHEMA)
    keys = {name: REJECTION_SCHEMA[name] for name in RESOLVED_BY}
    resolved = pl.DataFrame(resolved_rejections(prefix.standing), schema=keys, orient="row").unique()
    marked = rejections.join(read_released(home, prefix), on=COORDINATES, how="left").join(
        resolved.with_columns(is_resolved=pl.lit(True)), on=RESOLVED_BY, how="left"
    )
    judged = marked.with_columns(
        is_waiting=pl.col("is_replayed").is_null() & pl.col("is_resolved").is_null(),
        is_replayed=pl.coalesce("is_replayed", "is_resolved", pl.lit(False)),
    )
    return judged.drop("is_resolved").sort("delivery_id", "row_number")


def read_rejections(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the refused rows that still wait, in the order of delivery and row."""
    return read_refused(home, prefix).filter("is_waiting").select(REJECTION_SCHEMA.keys())


def read_released(home: Home, prefix: LedgerPrefix) -> pl.DataFrame:
    """Return the rows that wait no longer, each once, columns of RELEASED_SCHEMA."""
    released = _read_all(released_files(home, prefix), RELEASED_SCHEMA)
    return released.group_by(COORDINATES).agg(pl.col("is_replayed").any())


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
