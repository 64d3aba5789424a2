"""The history number of a change, made of the day on which it was recorded.

The records have no history number. It is made of what every later extract repeats, the day and the sort of
the change, so that the same change has the same key for ever: sixteen numbers a day from 1930-01-01, up to
999311 on 2100-12-31. The last of a day is that of a residents row: it is above every change recorded by then
and below every later one, as 01-feed 1.4 needs it.
"""

from datetime import date

import polars as pl

FIRST_DAY = date(1930, 1, 1)
NUMBERS_A_DAY = 16
UNUSED_PLACE, LIST_PLACE = 0, 15
PLACES = {
    "earlier_removal": (1, 1),
    "entry": (2, 3),
    "move": (4, 7),
    "correction": (8, 10),
    "removal": (11, 12),
    "afterword": (13, 14),
}
"""First and last place in the day of each sort of change; what is more than these takes the last one, and so
conflicts visibly. An earlier removal ends the stay before the entry of the same day; afterwords are
cancellations, notices and notes, which name an earlier row."""


def number_at(day: pl.Expr, place: pl.Expr) -> pl.Expr:
    """Return the history number of a place in a day."""
    return (day - pl.lit(FIRST_DAY)).dt.total_days() * NUMBERS_A_DAY + place


def history_number(ordinal: pl.Expr) -> pl.Expr:
    """Return the history number of a change of a `family`, the `ordinal`th (from 0) of it in its day."""
    first, last = (
        pl.col("family").replace_strict(
            list(PLACES), [places[end] for places in PLACES.values()], return_dtype=pl.Int64
        )
        for end in (0, 1)
    )
    return number_at(pl.col("recorded_date"), pl.min_horizontal(first + ordinal, last))


def list_number(day: date) -> int:
    """Return the history number of the residents rows of a base date."""
    return (day - FIRST_DAY).days * NUMBERS_A_DAY + LIST_PLACE
