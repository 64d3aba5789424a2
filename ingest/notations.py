"""A vendor's ways of writing → those of profile std, as text: dates, moments, blanks, labels (01-feed 1.3).

Only the writing changes. What it means, and whether it is sound, is judged afterwards as in any delivery.
Works on distinct values where a column has few of them.
"""

from dataclasses import replace
from functools import partial

import polars as pl

from ingest.code_maps import CodeMaps
from ingest.codes import read_seed
from ingest.layouts import HARDLY_REPEATED, Layout, LayoutColumn
from ingest.lexicons import Lexicon, Lexicons
from ingest.shapes import Records

PADDING = " 　"
NO_DATE = r"^(?:0+|9{7,8})$"
"""Sentinels of a date that is not there."""
NO_VALUE = r"^0+$"
WESTERN_DATE = r"^([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})$"
ERA_DATE = r"^([1-5A-Z])([0-9]{2})[-/.]?([0-9]{2})[-/.]?([0-9]{2})$"
UNKNOWN_DATE = "0000-00-00"
DATES = ("partial_date", "calendar_date")


def notation_lexicons(layout: Layout) -> Lexicons:
    """Return lexicons for `to_canonical`: what values are written as; of moments, the days."""
    return {
        column.read_as: Lexicon(partial(_rewritten, column=column))
        for column in layout.columns
        if column.read_as and (column.content not in HARDLY_REPEATED or column.content == "timestamp")
    }


def to_canonical(records: Records, layout: Layout, code_maps: CodeMaps, lexicons: Lexicons) -> Records:
    """Return records written as profile std writes them; rows out of scope are counted and left out.

    `lexicons`, those of `notation_lexicons`, remember from block to block of one delivery.
    """
    if layout.is_canonical:
        return replace(records, rows=code_maps.apply(records.rows, layout))
    columns = [column for column in layout.columns if column.read_as in records.rows.columns]
    rewritten = [_rewrite(records.rows[column.read_as], column, lexicons) for column in columns]
    return _in_scope(records, code_maps.apply(records.rows.with_columns(rewritten), layout), columns)


def _rewrite(texts: pl.Series, column: LayoutColumn, lexicons: Lexicons) -> pl.Series:
    lexicon = lexicons.get(column.read_as)
    if lexicon is None:
        return _rewritten(texts, column).to_series()
    if column.content == "timestamp":
        return _moments(_plain(texts), lexicon)
    return lexicon.look_up(texts).to_series()


def _rewritten(texts: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """Return texts of a column as profile std writes them, as a frame of that column; of moments, days."""
    plain = pl.col(column.read_as)
    if column.content in DATES:
        expression = _date(plain, unknown=UNKNOWN_DATE if column.required and column.parts else "")
    elif column.content == "timestamp":
        expression = _date(plain, unknown="")
    elif column.zero_is_value:
        expression = plain
    else:
        expression = pl.when(plain.str.contains(NO_VALUE)).then(pl.lit("")).otherwise(plain)
    return _plain(texts).to_frame(column.read_as).select(expression.alias(column.read_as))


def _plain(texts: pl.Series) -> pl.Series:
    """Return texts with signs of one width, without padding."""
    is_ascii = (texts.str.len_bytes() == texts.str.len_chars()).all()  # which is its own NFKC
    return (texts if is_ascii else texts.str.normalize("NFKC")).str.strip_chars(PADDING)


def _date(text: pl.Expr, *, unknown: str) -> pl.Expr:
    """Return `NNNN-NN-NN` of a western date or one of an era; another text stays what it is.

    Impossible days stay, as do years of an era that had ended: the year they mean is certain.
    """
    era = text.str.extract(ERA_DATE, 1).replace_strict(
        _years_before_eras(), default=None, return_dtype=pl.Int32
    )
    era_year = text.str.extract(ERA_DATE, 2).cast(pl.Int32)
    year = pl.when(era_year > 0).then(era + era_year).cast(pl.String)
    return (
        pl.when(text.str.contains(NO_DATE))
        .then(pl.lit(unknown))
        .otherwise(
            pl.coalesce(
                _joined(text.str.extract(WESTERN_DATE, 1), text, WESTERN_DATE, first=2),
                _joined(year, text, ERA_DATE, first=3),
                text,
            )
        )
    )


def _joined(year: pl.Expr, text: pl.Expr, pattern: str, *, first: int) -> pl.Expr:
    parts = (year, text.str.extract(pattern, first), text.str.extract(pattern, first + 1))
    return pl.concat_str(parts, separator="-")


def _years_before_eras() -> dict[str, int]:
    """Return the year before the first of each era, by its letter and by its number (1 明治 to 5 令和)."""
    eras = read_seed("eras").sort("first_date")
    years = [int(day[:4]) - 1 for day in eras["first_date"]]
    numbers = map(str, range(1, eras.height + 1))
    return dict(zip([*eras["era"], *numbers], years * 2, strict=True))


def _moments(texts: pl.Series, days: Lexicon) -> pl.Series:
    """Return `YYYY-MM-DDTHH:MM:SS` of dates and times; a time that is not given is 0:00."""
    text, signs, clock = pl.col(texts.name), pl.col("signs"), pl.col("clock")
    date_length = pl.when(signs.str.len_chars() % 2 == 0).then(8).otherwise(7)
    parts = (
        texts.to_frame()
        .with_columns(signs=text.str.replace_all(r"[-/.:T ]", ""))
        .with_columns(
            day=signs.str.slice(0, date_length), clock=signs.str.slice(date_length).str.pad_end(6, "0")
        )
    )
    times = (clock.str.slice(start, 2) for start in (0, 2, 4))
    date = days.look_up(parts["day"]).to_series()
    moment = pl.concat_str(date, pl.lit("T"), pl.concat_str(times, separator=":"))
    return parts.select(
        pl.when(text.str.contains(NO_DATE))
        .then(pl.lit(""))
        .when(clock.str.contains("^[0-9]{6}$"))
        .then(moment)
        .otherwise(text)
        .alias(texts.name)
    ).to_series()


def _in_scope(records: Records, rows: pl.DataFrame, columns: list[LayoutColumn]) -> Records:
    is_outside = pl.Series([False]).new_from_index(0, rows.height)
    for column in columns:
        if column.content == "scope":
            is_outside = is_outside | rows[column.read_as].is_in(list(column.out_of_scope_values))
    return Records(rows.filter(~is_outside), records.misshapen, int(is_outside.sum()))
