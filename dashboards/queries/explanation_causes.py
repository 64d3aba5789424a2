"""The cause a movement is counted under: that of its circumstance, or of its timing, or of its reason."""

from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.seeds import code_list, codes_where

CAUSES = "explanation_cause_codes"


def with_causes(publication: Publication, movements: pl.DataFrame, circumstances: str) -> pl.DataFrame:
    """Return cause_code and change of every movement.

    `movements` has reason_code, circumstance (a code of the list `circumstances`), is_late, is_future_dated,
    change. A circumstance that has no cause of its own leaves it to the timing.
    """
    (late,) = codes_where(publication, CAUSES, is_late=True)
    (future_dated,) = codes_where(publication, CAUSES, is_future_dated=True)
    of_circumstance, of_reason = causes_of(publication, circumstances), causes_of(publication, "reason_codes")
    return movements.select(
        pl.coalesce(
            pl.col("circumstance").replace_strict(of_circumstance, default=None, return_dtype=pl.String),
            pl.when("is_late").then(pl.lit(late)).when("is_future_dated").then(pl.lit(future_dated)),
            pl.col("reason_code").replace_strict(of_reason, return_dtype=pl.String),
        ).alias("cause_code"),
        "change",
    )


@lru_cache(maxsize=32)
def causes_of(publication: Publication, seed: str) -> dict[str, str]:
    """Return the cause of every code of a list that has one."""
    codes = code_list(publication, seed)
    causes = codes.select(codes.columns[0], "explanation_cause_code").iter_rows()
    return {code: cause for code, cause in causes if cause}
