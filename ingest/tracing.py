"""Where a person's rows stand in the ledger, by surrogate: coordinates, never a value."""

from typing import Any

import polars as pl

from ingest.ledger_columns import LEDGER
from store.home import Home
from store.ledger import read_deliveries, row_files

RECORDED = {"residents": "base_date", "changes": "recorded_date"}
"""The day on which the register knew a row."""


def find_coordinates(home: Home, person_token: int) -> list[dict[str, Any]]:
    """Return file, kind, row number, history number and recorded date of a person's rows, in that order."""
    deliveries = read_deliveries(home)
    files = {entry.delivery_id: entry.file for entry in deliveries}
    found = [
        row | {"file": files[row["delivery_id"]], "kind": kind}
        for kind in RECORDED
        for row in scan_rows(home, kind)
        .filter(pl.col("person_token") == person_token)
        .select(
            "delivery_id",
            "row_number",
            "history_number",
            pl.col(RECORDED[kind]).cast(pl.String).alias("recorded_date"),
        )
        .collect()
        .rows(named=True)
    ]
    return sorted(found, key=lambda row: (row["delivery_id"], row["row_number"]))


def households_of_none_but(home: Home, person_tokens: pl.Series) -> pl.Series:
    """Return the households that these persons, and nobody else, ever belonged to.

    The number of such a household leads to its persons as their own numbers do.
    """
    members = pl.concat(
        [
            scan_rows(home, kind).select("household_token", "person_token").drop_nulls().unique()
            for kind in RECORDED
        ]
    )
    is_one_of_them = pl.col("person_token").is_in(person_tokens.implode())
    households = members.group_by("household_token").agg(is_one_of_them.all())
    return households.filter("person_token").collect()["household_token"]


def scan_rows(home: Home, kind: str) -> pl.LazyFrame:
    """Return the accepted rows of a kind, to be read in streams."""
    files = row_files(home, kind, read_deliveries(home))
    return pl.scan_parquet(files) if files else _no_rows(kind)


def _no_rows(kind: str) -> pl.LazyFrame:
    return pl.LazyFrame(schema={name: column.dtype for name, column in LEDGER[kind].items()})
