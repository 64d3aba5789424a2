"""How a value of each content is read. Works on distinct values, so that a column costs little.

Every reader takes the distinct values of a column as text and returns one row per value: the ledger
columns it becomes, and `fault`: null, `malformed` or `unknown`. Blank values do not come here.
"""

import re
import unicodedata
from collections.abc import Callable

import polars as pl

from ingest.codes import allowed_codes, code_column, code_type, codes_by_term, read_seed
from ingest.layouts import AMBIGUOUS, LayoutColumn

FAULT = "fault"
MALFORMED, UNKNOWN = "malformed", "unknown"
SEPARATORS = r"[\s\-‐‑‒–—―−]"
"""Spaces and hyphens within a number."""
NO_YEAR = "0000"
Reader = Callable[[pl.Series, LayoutColumn], pl.DataFrame]


def _fault(is_wrong: pl.Expr, kind: str) -> pl.Expr:
    return pl.when(is_wrong).then(pl.lit(kind)).alias(FAULT)


def whole_number(text: pl.Expr, digits: int) -> pl.Expr:
    """Return the number that a text of up to so many ASCII digits is, null for any other text.

    Casting knows digits, if not for a sign in front; a pattern would take five times as long.
    """
    is_signed = text.str.starts_with("+") | text.str.starts_with("-")
    is_number = ~is_signed & (text.str.len_bytes() <= digits)
    return pl.when(is_number).then(text.cast(pl.Int64, strict=False))


def _read_code(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """A member of a closed list, exactly."""
    code = pl.col(column.column).cast(code_type(column.seed), strict=False)
    is_blank = pl.col(column.column).is_in(list(column.unknown_values))
    is_known = code.is_in(allowed_codes(column).implode()).fill_null(False)
    return values.to_frame(column.column).select(
        pl.when(is_known & ~is_blank).then(code), _fault(~is_known & ~is_blank, UNKNOWN)
    )


def _read_term(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """A term of a closed list, compared after NFKC, written as its code."""
    codes = codes_by_term(column.seed)
    found = [codes.get(unicodedata.normalize("NFKC", value)) for value in values]
    term = pl.Series(column.column, found, dtype=code_type(column.seed))
    return term.to_frame().with_columns(_fault(pl.col(column.column).is_null(), UNKNOWN))


def _read_terms(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """Terms of a closed list joined by a particle (子の子), written as codes joined by a hyphen."""
    codes = codes_by_term(column.seed)
    longest_first = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    step = re.compile(f"({longest_first})(?:{re.escape(column.joiner)}(?=.)|$)")

    def chain(value: str) -> str | None:
        found, place = [], 0
        while place < len(value) and (match := step.match(value, place)):
            found.append(codes[match[1]])
            place = match.end()
        return "-".join(found) if found and place == len(value) else None

    chains = [chain(unicodedata.normalize("NFKC", value)) for value in values]
    terms = pl.Series(column.column, chains, dtype=pl.String)
    return terms.to_frame().with_columns(_fault(pl.col(column.column).is_null(), UNKNOWN))


def _read_digits(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """A fixed number of digits, kept as text."""
    value = pl.col(column.column)
    is_wrong = ~value.str.contains(f"^[0-9]{{{column.digits}}}$")
    is_blank = value.is_in(list(column.unknown_values))
    return values.to_frame(column.column).select(
        pl.when(~is_wrong & ~is_blank).then(value), _fault(is_wrong, MALFORMED)
    )


def _read_integer(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """A whole number within bounds."""
    value = pl.col(column.column)
    number = whole_number(value, digits=18)
    bounded = pl.when(number.is_between(column.smallest, column.largest)).then(number).cast(pl.Int32)
    return (
        values.to_frame(column.column)
        .select(bounded)
        .with_columns(_fault(pl.col(column.column).is_null(), MALFORMED))
    )


def _read_partial_date(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """`NNNN-NN-NN`, unknown parts zero and only at the end; impossible days are lawful (01-feed 1.3).

    Becomes the calendar date, null if there is none, and with `parts` also year, month and day as given.
    """
    value = pl.col("value")
    year, month, day = (
        value.str.slice(start, length).cast(pl.Int16, strict=False)
        for start, length in ((0, 4), (5, 2), (8, 2))
    )
    is_form = value.str.contains(r"^[0-9]{4}-(0[0-9]|1[0-2])-([0-2][0-9]|3[01])$")
    is_gap = ((year == 0) & (month > 0)) | ((month == 0) & (day > 0))
    is_wrong = ~is_form | is_gap
    keeps_zeros = column.unknown_parts == "zero"
    return values.to_frame("value").select(
        _fault(is_wrong, MALFORMED),
        pl.when(~is_wrong).then(value).str.to_date("%Y-%m-%d", strict=False).alias(column.column),
        *(
            pl.when(~is_wrong & ((part > 0) | keeps_zeros))
            .then(part)
            .cast(kind)
            .alias(f"{column.parts}_{name}")
            for part, name, kind in (
                (year, "year", pl.Int16),
                (month, "month", pl.Int8),
                (day, "day", pl.Int8),
            )
            if column.parts
        ),
    )


def _read_calendar_date(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """`YYYY-MM-DD`, a real day; no calendar here has a year 0."""
    value = pl.col(column.column)
    is_form = value.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & ~value.str.starts_with(NO_YEAR)
    day = pl.when(is_form).then(value)
    return (
        values.to_frame(column.column)
        .select(day.str.to_date("%Y-%m-%d", strict=False))
        .with_columns(_fault(pl.col(column.column).is_null(), MALFORMED))
    )


def _read_timestamp(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """`YYYY-MM-DDTHH:MM:SS`, a real moment, Japan time."""
    value = pl.col(column.column)
    form = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
    moment = pl.when(value.str.contains(form) & ~value.str.starts_with(NO_YEAR)).then(value)
    return (
        values.to_frame(column.column)
        .select(moment.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False))
        .with_columns(_fault(pl.col(column.column).is_null(), MALFORMED))
    )


def _read_number(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """A register number as an integer, in memory only: NFKC, without spaces, hyphens and leading zeros."""
    number = whole_number(pl.col(column.column), column.digits)
    read = values.to_frame(column.column).select(number)
    if (read[column.column].is_null() & (values != "")).any():
        plain = pl.col(column.column).str.normalize("NFKC").str.replace_all(SEPARATORS, "")
        read = values.to_frame(column.column).with_columns(plain).select(number)
    return read.with_columns(_fault(pl.col(column.column).is_null(), MALFORMED))


def _read_area(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """Whatever is given; the municipality's own list decides later, row by row (01-feed 1.6)."""
    return values.alias(column.column).to_frame().with_columns(pl.lit(None, pl.String).alias(FAULT))


READERS: dict[str, Reader] = {
    "code": _read_code,
    "term": _read_term,
    "terms": _read_terms,
    "digits": _read_digits,
    "integer": _read_integer,
    "partial_date": _read_partial_date,
    "calendar_date": _read_calendar_date,
    "timestamp": _read_timestamp,
    "number": _read_number,
    AMBIGUOUS: _read_number,
    "area": _read_area,
}


def read_values(values: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """Return the ledger columns that these distinct, non-blank values become, and the `fault` of each."""
    return READERS[column.content](values, column)


def output_names(column: LayoutColumn) -> list[str]:
    """Return the names of the ledger columns a layout column becomes."""
    return [name for name in read_values(pl.Series([], dtype=pl.String), column).columns if name != FAULT]


def householder_codes(column: LayoutColumn) -> list[str]:
    """Return the relationship codes that say householder."""
    return (
        read_seed(column.seed).filter(pl.col("is_householder") == "true")[code_column(column.seed)].to_list()
    )
