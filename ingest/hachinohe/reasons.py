"""What reasons do, as expressions over a reason column: attributes of the seed `reason_codes`."""

import polars as pl

from ingest.codes import code_column, read_seed

SEED = "reason_codes"
REASON = code_column(SEED)


def attribute_of_reason(attribute: str, reason: str = REASON) -> pl.Expr:
    """Return an attribute of each row's reason, blank for a reason that the seed does not have."""
    seed = read_seed(SEED)
    return pl.col(reason).replace_strict(seed[REASON], seed[attribute], default="", return_dtype=pl.String)


def is_reason(attribute: str, reason: str = REASON) -> pl.Expr:
    """Return whether a yes-or-no attribute of each row's reason is true."""
    return attribute_of_reason(attribute, reason) == "true"


def paired_removals() -> dict[str, str]:
    """Return the removal that goes with each entry that never comes alone (24 with 14, 25 with 15)."""
    paired = read_seed(SEED).filter(pl.col("paired_entry_reason_code") != "")
    return dict(zip(paired["paired_entry_reason_code"], paired[REASON], strict=True))
