"""Partial dates of the register as calendar dates, and the day on which a change was recorded."""

from datetime import date

import polars as pl

UNKNOWN_DATE = "0000-00-00"


def known_day(text: str) -> pl.Expr:
    """Return the calendar date of a partial date: its first possible day, null if the year is unknown.

    An impossible day (2001-02-29) is taken as the first of its month.
    """
    is_dated = ~pl.col(text).str.starts_with("0000") & (pl.col(text) != "")
    day = pl.when(is_dated).then(pl.col(text).str.replace_all("-00", "-01", literal=True))
    first = day.str.slice(0, 8) + "01"
    return pl.coalesce(each.str.to_date("%Y-%m-%d", strict=False) for each in (day, first))


def calendar_day(text: str) -> pl.Expr:
    """Return the calendar date of a partial date, null if it is not fully known or not a day."""
    return pl.when(~pl.col(text).str.contains("-00")).then(pl.col(text)).str.to_date("%Y-%m-%d", strict=False)


def recorded_day(
    extracted_at: date, *, notified: str = "notified_date", changed: str = "changed_date"
) -> pl.Expr:
    """Return the day of notification, else that of the change, at the latest that of the extract (01-feed).

    Null if neither is known: such a change is older than any base date.
    """
    return pl.coalesce(known_day(notified), known_day(changed)).clip(upper_bound=extracted_at)


def unknown_if_blank(column: str) -> pl.Expr:
    """Return a date column in which what is not given is an unknown date (01-feed 1.3)."""
    return pl.when(pl.col(column) == "").then(pl.lit(UNKNOWN_DATE)).otherwise(column).alias(column)
