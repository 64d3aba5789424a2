"""The contract: what may be written, checked on every batch. Quotes no value, whatever fails."""

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaError, SchemaErrors

from ingest.ledger_columns import LEDGER, LedgerColumn
from store.errors import CheckFailed


@cache
def ledger_schema(kind: str, area_codes: frozenset[str] = frozenset()) -> pa.DataFrameSchema:
    """Return the pandera schema of accepted rows of `kind`; `area_codes` are those municipalities define."""
    return pa.DataFrameSchema(
        {
            name: pa.Column(
                column.dtype, checks=_checks(column, area_codes), nullable=column.is_nullable, name=name
            )
            for name, column in LEDGER[kind].items()
        },
        strict=True,
        ordered=True,
    )


def validate_rows(rows: pl.DataFrame, kind: str, area_codes: frozenset[str] = frozenset()) -> None:
    """Raise CheckFailed, naming column and rule but no value, unless every row keeps the contract."""
    try:
        ledger_schema(kind, area_codes).validate(rows)
    except SchemaError as error:
        fault = f"column {error.schema.name}, {error.reason_code.name.lower()}"
    except SchemaErrors:
        fault = "several columns"
    else:
        return
    raise CheckFailed(
        f"Accepted {kind} rows break the contract of the ledger ({fault}). Nothing was loaded; report it."
    )


def _checks(column: LedgerColumn, area_codes: frozenset[str]) -> list[pa.Check]:
    """Return the check of a column's values; a code keeps its list by type."""
    if column.is_area:
        return [_whole(pl.all().is_in(sorted(area_codes)).all())]
    if column.pattern:
        return [_whole(pl.all().str.contains(column.pattern).all())]
    if column.smallest is not None:
        return [_whole((pl.all().min() >= column.smallest) & (pl.all().max() <= column.largest))]
    return []


def _whole(is_kept: pl.Expr) -> pa.Check:
    """Return a check of a whole column at once: pandera's own, row by row, take three times as long."""
    return pa.Check(
        lambda checked: checked.lazyframe.select(pl.col(checked.key)).select(is_kept.fill_null(True))
    )
