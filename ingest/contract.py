"""The contract: what may be written, checked on every batch. Quotes no value, whatever fails."""

from collections.abc import Iterator

import polars as pl

from ingest.ledger_columns import LEDGER, LedgerColumn
from store.errors import CheckFailed


def validate_rows(rows: pl.DataFrame, kind: str, area_codes: frozenset[str] = frozenset()) -> None:
    """Raise CheckFailed, naming column and rule but no value, unless every row keeps the contract.

    `area_codes` are those that municipalities define.
    """
    columns, areas = LEDGER[kind], pl.Series(sorted(area_codes), dtype=pl.String)
    fault = _fault_of_schema(rows, columns) or _fault_of_values(rows, columns, areas)
    if fault:
        raise CheckFailed(
            f"Accepted {kind} rows break the contract of the ledger ({fault}). Nothing was loaded; report it."
        )


def _fault_of_schema(rows: pl.DataFrame, columns: dict[str, LedgerColumn]) -> str:
    """Return what is wrong with the columns, which have an order, or nothing."""
    if rows.columns != list(columns):
        return "other columns than the ledger's"
    wrong = [name for name, column in columns.items() if rows.schema[name] != column.dtype]
    return f"column {wrong[0]}, wrong type" if wrong else ""


def _fault_of_values(rows: pl.DataFrame, columns: dict[str, LedgerColumn], area_codes: pl.Series) -> str:
    """Return the first rule that a value breaks, or nothing."""
    checks = [check for name, column in columns.items() for check in _checks(name, column, area_codes)]
    kept = rows.select(check.alias(rule) for rule, check in checks).row(0, named=True)
    return next((rule for rule, is_kept in kept.items() if not is_kept), "")


def _checks(name: str, column: LedgerColumn, area_codes: pl.Series) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the rules of a column with whether all of its values keep them; a code keeps its list by type."""
    values = pl.col(name)
    if not column.is_nullable:
        yield f"column {name}, missing", values.null_count() == 0
    if column.is_area:
        yield f"column {name}, not in its list", values.is_in(area_codes.implode()).all()
    elif column.pattern:
        yield f"column {name}, malformed", values.str.contains(column.pattern).all()
    elif column.smallest is not None:
        is_within = (values.min() >= column.smallest) & (values.max() <= column.largest)
        yield f"column {name}, out of bounds", is_within.fill_null(True)  # where all are null
