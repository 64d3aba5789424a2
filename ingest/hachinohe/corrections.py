"""Corrections of a person's attributes: records 9 and 14, whose rows hold the former values."""

import polars as pl

from ingest.hachinohe.dates import recorded_day
from ingest.hachinohe.layout import Correction, read_record_layout
from ingest.hachinohe.numbering import history_number
from ingest.hachinohe.reasons import attribute_of_reason
from ingest.hachinohe.records import Extract, read_record

DAY = ["resident_number", "recorded_date"]


def read_corrections(extract: Extract) -> pl.DataFrame:
    """Return one row per person, day and attribute corrected: `column`, its `former` value, and the change.

    Of several corrections of an attribute on one day the first holds the value before that day. The records
    have no day of notification; corrections without a date are left out.
    """
    layout = read_record_layout()
    reasons = layout.correction_reasons()
    place = pl.col("reason_code").replace_strict(reasons, range(len(reasons)), return_dtype=pl.Int64)
    told = pl.concat([_of_history(extract, correction) for correction in layout.corrections])
    return (
        told.with_columns(recorded_date=recorded_day(extract.extracted_at))
        .filter(pl.col("recorded_date").is_not_null())
        .unique([*DAY, "column"], keep="first", maintain_order=True)
        .with_columns(history_number=history_number(place), effect=attribute_of_reason("population_effect"))
    )


def _of_history(extract: Extract, correction: Correction) -> pl.DataFrame:
    return (
        read_record(extract, correction.record)
        .filter(pl.col("history_kind") == correction.history_kind)
        .select(
            "record_type",
            "row_number",
            "resident_number",
            "changed_date",
            pl.lit("").alias("notified_date"),
            pl.lit(correction.reason_code).alias("reason_code"),
            pl.lit("correction").alias("family"),
            pl.lit(correction.column).alias("column"),
            pl.col(correction.column).alias("former"),
        )
    )


def correction_changes(corrections: pl.DataFrame) -> pl.DataFrame:
    """Return one change per person, day and reason."""
    return corrections.unique(["resident_number", "history_number"], keep="first", maintain_order=True).drop(
        "column", "former"
    )
