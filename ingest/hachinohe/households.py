"""Where households lived (records 3 and 4), and the moves that only their records tell."""

from datetime import date

import polars as pl

from ingest.hachinohe.dates import recorded_day, unknown_if_blank
from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.numbering import UNUSED_PLACE, history_number, number_at
from ingest.hachinohe.reasons import attribute_of_reason
from ingest.hachinohe.records import Extract, read_record

ARRIVALS = ["add", "modify"]
"""Effects of changes that bring a person to an address."""


def read_settlements(extract: Extract) -> pl.DataFrame:
    """Return one row per address of a household, in their order: since when and why, and the town before it.

    `town_before` is null for a household's first address. Record 4 has the earlier ones, record 3 the last.
    """
    layout = read_record_layout()
    former, present_type = layout.values["former_address"], layout.records["household"].number
    earlier = read_record(extract, "household_history").filter(pl.col("history_kind").is_in(former))
    present = read_record(extract, "household").unique("household_number", keep="first", maintain_order=True)
    return (
        pl.concat([earlier.drop("history_kind"), present.drop("removed_flag")])
        .with_columns(
            unknown_if_blank("changed_date"),
            recorded_date=recorded_day(extract.extracted_at),
            effect=attribute_of_reason("population_effect"),
            is_present=pl.col("record_type") == present_type,
        )
        .sort("household_number", "is_present", "recorded_date", "row_number")
        .with_columns(town_before=pl.col("town_code").shift(1).over("household_number"))
    )


def former_towns(settlements: pl.DataFrame) -> pl.DataFrame:
    """Return the town a household left with each settlement, as from the beginning of that day."""
    return settlements.filter(
        pl.col("town_before").is_not_null(), pl.col("recorded_date").is_not_null()
    ).select(
        "household_number",
        number_at(pl.col("recorded_date"), pl.lit(UNUSED_PLACE)).alias("history_number"),
        pl.col("town_before").alias("former"),
    )


def household_moves(
    settlements: pl.DataFrame, persons: pl.DataFrame, addresses: pl.DataFrame, *, since: date
) -> pl.DataFrame:
    """Return the moves recorded after `since` of persons whose own records do not tell them.

    A household's move is one of its present members, unless a member came to an address at the same time or
    later, or had left before.
    """
    arrivals = addresses.filter(pl.col("effect").is_in(ARRIVALS))
    moves = settlements.filter(pl.col("effect") == "modify", pl.col("recorded_date") > since)
    members = (
        persons.select("resident_number", "household_number", "is_resident")
        .join(_last_day(arrivals, "arrived_date"), on="resident_number", how="left")
        .join(
            _last_day(addresses.filter(pl.col("effect") == "remove"), "left_date"),
            on="resident_number",
            how="left",
        )
    )
    moved = (
        moves.join(members, on="household_number")
        .filter(
            (pl.col("recorded_date") > pl.col("arrived_date")).fill_null(True),
            pl.col("is_resident") | (pl.col("recorded_date") < pl.col("left_date")).fill_null(False),
        )
        .join(arrivals, on=["resident_number", "changed_date"], how="anti")
        .with_columns(family=pl.lit("move"), outside_code=pl.lit(""))
        .sort("changed_date", "row_number")
    )
    ordinal = pl.int_range(pl.len()).over("resident_number", "recorded_date")
    return moved.with_columns(history_number=history_number(ordinal)).select(addresses.columns)


def _last_day(changes: pl.DataFrame, name: str) -> pl.DataFrame:
    return changes.group_by("resident_number").agg(pl.col("recorded_date").max().alias(name))
