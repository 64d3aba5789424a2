"""What the distinct values of a column were made into, so that each value of a delivery is looked at once.

Registers write few values many times: codes, days, terms. Finding a known one is one hash per row.
"""

from collections.abc import Callable

import polars as pl

MOST_VALUES = 200_000
"""With more distinct values than this a column's are forgotten: memory is not for what hardly comes again."""


class Lexicon:
    """The values of one column met so far, and what was made of each: one row of some columns."""

    def __init__(self, make: Callable[[pl.Series], pl.DataFrame]) -> None:
        """`make` makes one row of every distinct value."""
        self._make = make
        self._values = pl.Series([], dtype=pl.String)
        self._made = make(self._values)
        self._place_type = pl.Enum(self._values)

    def look_up(self, texts: pl.Series) -> pl.DataFrame:
        """Return what is made of each text."""
        if texts.len() and (texts == texts[0]).all():  # blank throughout, as many columns are
            made = self._make(texts.head(1))
            return pl.DataFrame([series.new_from_index(0, texts.len()) for series in made])
        places = self._places(texts)
        if places.null_count():
            self._learn(texts, places.is_null())
            places = self._places(texts)
        return self._made.select(pl.all().gather(places))

    def _places(self, texts: pl.Series) -> pl.Series:
        """Return where each text stands among the values, null for one that has not been met."""
        return texts.cast(self._place_type, strict=False).to_physical()

    def _learn(self, texts: pl.Series, is_new: pl.Series) -> None:
        values = texts.filter(is_new).unique()
        if self._values.len() + values.len() > MOST_VALUES:
            self._values, self._made = self._values.clear(), self._made.clear()
            values = texts.unique()
        self._values = pl.concat([self._values, values])
        self._made = pl.concat([self._made, self._make(values)], rechunk=True)
        self._place_type = pl.Enum(self._values)


Lexicons = dict[str, Lexicon]
"""Those of a delivery's columns, by what they are read as; columns that hardly repeat a value have none."""
