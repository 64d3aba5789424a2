"""Refused rows: their coordinates and rules, and which of them still wait."""

import polars as pl

from store.home import Home
from store.ledger import Delivery

NO_BASE = "no_base"
"""Rule of rows whose municipality has no base yet; the only one that resolves by itself."""
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


def read_rejections(home: Home, deliveries: list[Delivery]) -> pl.DataFrame:
    """Return the refused rows of these deliveries that still wait, in the order of delivery and row.

    Rows without a base that a later entry has replayed are resolved and left out.
    """
    paths = [home.quarantine / f"{entry.delivery_id:06d}.parquet" for entry in deliveries]
    frames = [pl.read_parquet(path, memory_map=False) for path in paths if path.exists()]
    rejections = pl.concat([pl.DataFrame(schema=REJECTION_SCHEMA), *frames])
    replayed = [
        (entry.replay_of, code) for entry in deliveries if entry.replay_of for code in entry.replayed_codes
    ]
    resolved = pl.DataFrame(
        replayed, schema={"delivery_id": pl.Int32, "municipality_code": pl.String}, orient="row"
    ).with_columns(pl.lit(NO_BASE).alias("rule_code"))
    return rejections.join(resolved, on=["delivery_id", "municipality_code", "rule_code"], how="anti").sort(
        "delivery_id", "row_number"
    )
