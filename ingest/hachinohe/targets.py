"""Which row a cancellation or notice means: the records do not say, so the person's last one it can mean."""

import polars as pl

from ingest.hachinohe.numbering import UNUSED_PLACE, number_at
from ingest.hachinohe.reasons import is_reason

UNDONE = {"add": "remove", "remove": "add", "modify": "modify"}
"""Effect of the change that a cancellation of each effect undoes."""
PRESENCE = ["add", "remove"]
NO_ADDRESS = "correction"
"""The family of changes that are told by no address."""


def with_targets(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the changes with `target_history_number`, null where the reason names no row.

    A cancellation undoes the last change before it, if that is one it can undo: of those that bring a person
    or take one away for 19 and 29, of all that concern an address for 49. A notice follows the last 転出. A
    row that can mean nothing names a number that is never given, so that it stands as a change of its own
    (02-register 2.2).
    """
    is_cancellation, is_notice = is_reason("is_cancellation"), is_reason("is_notice")
    is_presence = pl.col("effect").is_in(PRESENCE)
    is_of_address = pl.col("effect").is_in(list(UNDONE)) & (pl.col("family") != NO_ADDRESS)
    targeted = [
        _with_last(changes.filter(is_cancellation & is_presence), changes.filter(is_presence)),
        _with_last(changes.filter(is_cancellation & ~is_presence), changes.filter(is_of_address)),
        _with_last(changes.filter(is_notice), changes.filter(is_reason("is_planned"))),
    ]
    return pl.concat([changes.filter(~is_cancellation & ~is_notice), *targeted], how="diagonal")


def _with_last(naming: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the number of the last of the `named` changes before each, if it can be meant."""
    before = named.sort("history_number").select(
        "resident_number",
        "history_number",
        pl.col("history_number").alias("target_history_number"),
        pl.col("effect").alias("effect_before"),
    )
    undone = pl.col("effect").replace_strict(UNDONE, default=pl.col("effect_before"), return_dtype=pl.String)
    can_mean = pl.col("effect_before") == undone
    nothing = number_at(pl.col("recorded_date"), pl.lit(UNUSED_PLACE))
    return (
        naming.sort("history_number")
        .join_asof(
            before,
            on="history_number",
            by="resident_number",
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(
            target_history_number=pl.when(can_mean).then("target_history_number").otherwise(nothing)
        )
        .drop("effect_before")
    )
