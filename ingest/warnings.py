"""Warnings of a delivery: rows that are loaded although something in them is unknown (01-feed 1.4)."""

from collections import Counter
from datetime import date

import polars as pl

from ingest.layouts import Layout


def warn_of_future(rows: pl.DataFrame, layout: Layout, *, today: date) -> dict[str, pl.Series]:
    """Return the rows that say they were recorded after `today`, per warning rule."""
    moments = [column for column in layout.columns if column.content == "timestamp"]
    return {
        f"{column.rule_stem}_in_future": (rows[column.column].dt.date() > today).fill_null(False)
        for column in moments
        if column.column in rows.columns
    }


class WarningTally:
    """The warned rows of a delivery while it streams by; rows that turn out to be repeats are forgotten."""

    def __init__(self) -> None:
        self.of_dropped_columns: Counter[str] = Counter()
        """Of columns that are dropped anyway: they tell of the file, whatever becomes of the row."""
        self._rows: dict[str, list[pl.Series]] = {}

    def add(self, rule_code: str, row_numbers: pl.Series) -> None:
        """Note the rows of a batch that a rule warns about."""
        if row_numbers.len():
            self._rows.setdefault(rule_code, []).append(row_numbers.cast(pl.UInt32))

    def forget(self, row_numbers: pl.Series) -> None:
        """Leave out rows that are not loaded after all."""
        absent = row_numbers.cast(pl.UInt32).implode()
        for rule_code, batches in self._rows.items():
            self._rows[rule_code] = [rows.filter(~rows.is_in(absent)) for rows in batches]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every rule that warns about any, in the order of the rules."""
        counts = Counter({rule: sum(map(len, batches)) for rule, batches in self._rows.items()})
        return dict(sorted((counts + self.of_dropped_columns).items()))
