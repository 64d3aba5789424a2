"""Which row a cancellation or notice means: the records do not say, so the person's last one it can mean."""

import polars as pl

from ingest.hachinohe.numbering import UNUSED_PLACE, number_at
from ingest.hachinohe.reasons import is_reason

MEANT = {"add": "remove", "remove": "add", "modify": "modify", "none": "remove"}
"""Effect of what a row of each effect refers to: a cancellation undoes it, a notice follows a removal."""


def with_targets(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the changes with `target_history_number`, null where the reason names no row.

    A row that can mean nothing names a number that is never given, so that it stands as a change of its own
    (02-register 2.2).
    """
    names_row = is_reason("is_cancellation") | is_reason("is_notice")
    naming = changes.filter(names_row).sort("history_number")
    named = (
        changes.filter(~names_row)
        .join(naming, on="resident_number", how="semi")
        .sort("history_number")
        .select(
            "resident_number",
            "history_number",
            pl.col("history_number").alias("target_history_number"),
            pl.col("effect").alias("meant_effect"),
        )
    )
    nothing = number_at(pl.col("recorded_date"), pl.lit(UNUSED_PLACE))
    targeted = (
        naming.with_columns(
            meant_effect=pl.col("effect").replace_strict(MEANT, default="", return_dtype=pl.String)
        )
        .join_asof(
            named,
            on="history_number",
            by=["resident_number", "meant_effect"],
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(pl.col("target_history_number").fill_null(nothing))
        .drop("meant_effect")
    )
    return pl.concat([changes.filter(~names_row), targeted], how="diagonal")
