"""Typed values → ledger rows in the contract's columns and order."""

import polars as pl

from ingest.contents import householder_codes
from ingest.contract import LEDGER
from ingest.layouts import Layout


def shape_rows(judged: pl.DataFrame, layout: Layout, *, delivery_id: int) -> pl.DataFrame:
    """Return ledger rows; columns that the delivery did not carry are null."""
    columns = LEDGER[layout.kind]
    derived = [pl.lit(delivery_id, pl.Int32).alias("delivery_id")]
    for column in layout.columns:
        if column.content == "terms":
            is_householder = pl.col(column.column).is_in(householder_codes(column)).fill_null(False)
            derived.append(is_householder.alias("is_householder"))
        if column.content == "timestamp":
            derived.append(pl.col(column.column).dt.date().alias("recorded_date"))
    shaped = judged.with_columns(derived)
    absent = [pl.lit(None, column.dtype).alias(name) for name, column in columns.items() if name not in shaped.columns]
    return shaped.with_columns(absent).select(columns.keys())
