"""Refused rows: their coordinates and rules, and which of them still wait."""

import polars as pl

from store.home import Home
from store.ledger import Delivery
from store.rejections import rejection_files, resolved_rejections

REJECTION_SCHEMA = pl.Schema(
    {
        "delivery_id": pl.Int32,
        "file": pl.String,
        "row_number": pl.Int64,
        "municipality_code": pl.String,
        "column_name": pl.String,
        "rule_code": pl.String,
        "reason_code": pl.String,
    }
)
RESOLVED_BY = ("delivery_id", "municipality_code", "rule_code")


def read_rejections(home: Home, deliveries: list[Delivery]) -> pl.DataFrame:
    """Return the refused rows of these deliveries that still wait, in the order of delivery and row.

    Rows without a base that a later entry has replayed are resolved and left out.
    """
    frames = [pl.read_parquet(path, memory_map=False) for path in rejection_files(home, deliveries)]
    rejections = pl.concat([pl.DataFrame(schema=REJECTION_SCHEMA), *frames])
    keys = {name: REJECTION_SCHEMA[name] for name in RESOLVED_BY}
    resolved = pl.DataFrame(resolved_rejections(deliveries), schema=keys, orient="row")
    return rejections.join(resolved, on=RESOLVED_BY, how="anti").sort("delivery_id", "row_number")
