"""Cells and a layout → the rows of an official table."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from exports.layouts import OfficialColumn

NOT_AVAILABLE = "***"
"""What stands where a number cannot exist (03-tables 3.2)."""

OPENING_ITEM = "opening_population"
"""Item of the cells that rates are divided by: the stock before the first flow."""


def tabulate(
    cells: pl.DataFrame, attributes: pl.DataFrame, columns: tuple[OfficialColumn, ...], *, row_key: str
) -> pl.DataFrame:
    """Return one row per row of `attributes`, in their order, with the columns of the layout.

    `cells` and `attributes` share the column `row_key`. Sums are integers and 0 where there is no cell; rates are
    text in % with two decimals.
    """
    sums = cells.group_by(row_key).agg(
        [_sum(column).alias(column.header) for column in columns if column.item_signs]
        + [_opening(column).alias(_opening_name(column)) for column in columns if column.is_rate]
    )
    rows = attributes.join(sums, on=row_key, how="left", maintain_order="left").with_columns(
        pl.selectors.numeric().fill_null(0)
    )
    return rows.select([_output(column) for column in columns])


def _sum(column: OfficialColumn) -> pl.Expr:
    signs = pl.col("item_code").replace_strict(column.item_signs, default=0, return_dtype=pl.Int64)
    return (pl.col("value") * signs).filter(_fits(column)).sum()


def _fits(column: OfficialColumn) -> pl.Expr:
    fits = pl.lit(True)
    if column.resident_kinds:
        fits &= pl.col("resident_kind").is_in(sorted(column.resident_kinds))
    if column.sex:
        fits &= pl.col("sex") == column.sex
    if column.age_from is not None:
        fits &= pl.col("age_years") >= column.age_from
    if column.age_to is not None:
        fits &= pl.col("age_years") <= column.age_to
    return fits


def _opening(column: OfficialColumn) -> pl.Expr:
    return pl.col("value").filter(_fits(column) & (pl.col("item_code") == OPENING_ITEM)).sum()


def _opening_name(column: OfficialColumn) -> str:
    return f"{OPENING_ITEM} of {column.header}"


def _output(column: OfficialColumn) -> pl.Expr:
    if column.attribute:
        return pl.col(column.attribute).alias(column.header)
    if column.is_rate:
        both = pl.struct(change=pl.col(column.header), opening=pl.col(_opening_name(column)))
        return both.map_elements(lambda row: rate(**row), return_dtype=pl.String).alias(column.header)
    return pl.col(column.header)


def rate(change: int, opening: int) -> str:
    """Return `change` in % of `opening` with two decimals, half away from zero; `***` over zero.

    A small fall is `-0.00`, as the ministry prints it.
    """
    if opening == 0:
        return NOT_AVAILABLE
    exact = Decimal(change) * 100 / Decimal(opening)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
