"""Tables as real HTML, for readers, printers and screen readers; the same rows go into CSV and XLSX."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboards.formats import MASKED, number, signed

TEXT, COUNT, CHANGE, RATE, RATE_OF_CHANGE, MEAN = (
    "text",
    "count",
    "change",
    "rate",
    "rate_of_change",
    "mean",
)
"""What a column holds, which decides how it is written."""
DIGITS = {RATE: 1, RATE_OF_CHANGE: 2, MEAN: 2}
SIGNED = {CHANGE, RATE_OF_CHANGE}
PARENTHESES = re.compile(r"(（[^）]*）|\([^)]*\))")
DENSE_FROM = 10
"""Columns from which a table is set smaller, to fit a screen."""


@dataclass(frozen=True)
class Column:
    """A column: its heading in the reader's language, its unit, and what it holds."""

    name: str
    heading: str
    unit: str = ""
    holds: str = COUNT

    @property
    def full_heading(self) -> str:
        return f"{self.heading}（{self.unit}）" if self.unit else self.heading


@dataclass(frozen=True)
class Table:
    """What a page shows as rows; `emphasized` are the positions of total rows."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    emphasized: frozenset[int] = frozenset()


def written(value: Any, column: Column) -> str:
    """Return a cell as a reader sees it; a masked figure is its sign."""
    if column.holds == TEXT or value == MASKED:
        return "" if value is None else str(value)
    digits = DIGITS.get(column.holds, 0)
    return signed(value, digits) if column.holds in SIGNED else number(value, digits)


def html_table(table: Table, *, scrolls: bool = False) -> str:
    """Return the table as HTML; a long one `scrolls` under its header.

    A wide or a long one is reached and scrolled by keyboard. Figures need no class.
    """
    head = "".join(f'<th scope="col"{alignment(column)}>{heading(column)}</th>' for column in table.columns)
    body = "".join(html_row(table, position) for position in range(len(table.rows)))
    classes = "table-frame" + " scrolls" * scrolls + " dense" * (len(table.columns) >= DENSE_FROM)
    return (
        f'<div class="{classes}" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
        f'<table class="figures"><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def heading(column: Column) -> str:
    """Return a heading and its unit as HTML; what stands in parentheses is not broken."""
    unit = f'<span class="unit">（{escape(column.unit)}）</span>' if column.unit else ""
    return PARENTHESES.sub(r"<wbr><span>\1</span>", escape(column.heading)) + unit


def html_row(table: Table, position: int) -> str:
    """Return one row; its first cell is the row's heading."""
    (first, *columns), (name, *values) = table.columns, table.rows[position]
    cells = "".join(
        f"<td{alignment(column)}>{escape(written(value, column))}</td>"
        for column, value in zip(columns, values, strict=True)
    )
    emphasis = ' class="total"' if position in table.emphasized else ""
    return f'<tr{emphasis}><th scope="row">{escape(written(name, first))}</th>{cells}</tr>'


def alignment(column: Column) -> str:
    return ' class="text"' if column.holds == TEXT else ""
