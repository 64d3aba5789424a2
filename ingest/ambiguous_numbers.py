"""Columns whose name does not tell whether they hold My Numbers: their content decides (04-privacy 4.1).

Register systems call their own person number 個人番号, as the law calls My Number. A layout declares such a
column `content = "ambiguous_number"`: with a `domain` internal numbers are tokenized, without one ignored.
"""

from enum import Enum

import polars as pl

from ingest.check_digits import expected_check_digits
from ingest.contents import SEPARATORS
from ingest.layouts import AMBIGUOUS, Layout, LayoutColumn
from store.errors import DeliveryRefused

FORM = "^0*([0-9]{11,12})$"
"""12 digits, or 11: a My Number that lost its zero, or a 住民票コード, whose check digit is made alike."""
DEVIATIONS = 4
"""How many standard deviations above chance are none any more: wrong in four of 10,000 columns of twenty
numbers, in fewer of longer ones."""


class NumberKind(Enum):
    """What a column of numbers holds."""

    INTERNAL = "internal"
    MY_NUMBER = "my_number"


def judge_numbers(values: pl.Series) -> NumberKind:
    """Return what the text values of a column are; one My Number that can be told makes it MY_NUMBER.

    Numbers of one length, zeros in front aside, are judged together. In doubt (few numbers, half of which
    pass) it is MY_NUMBER, as are internal numbers that carry the very check digit of My Numbers.
    """
    return _judge(_long_numbers(values))


def _long_numbers(values: pl.Series) -> pl.Series:
    """Return the distinct numbers of 11 or 12 digits, as text, zeros in front of them taken off."""
    plain = values.drop_nulls().str.normalize("NFKC").str.replace_all(SEPARATORS, "")
    return plain.str.extract(FORM).drop_nulls().unique()


def _judge(numbers: pl.Series) -> NumberKind:
    lengths = numbers.str.len_bytes()
    holds = any(_pass_above_chance(numbers.filter(lengths == length)) for length in lengths.unique())
    return NumberKind.MY_NUMBER if holds else NumberKind.INTERNAL


def _pass_above_chance(numbers: pl.Series) -> bool:
    """Whether more of these numbers pass their check digit than any numbers would.

    By chance it is one remainder of eleven that gives a digit, and two that give 0 (総務省令第85号第5条).
    """
    values = numbers.cast(pl.Int64).to_numpy()
    passing = int((expected_check_digits(values // 10) == values % 10).sum())
    by_chance = (values.size + int((values % 10 == 0).sum())) / 11
    return passing * 2 >= values.size or passing > by_chance + DEVIATIONS * by_chance**0.5


class NumberWatch:
    """The ambiguous columns of a delivery while it streams by, each judged by all of it so far."""

    def __init__(self, file: str, layout: Layout, setting: str) -> None:
        """`setting` is `my_numbers` of the configuration: `drop` or `refuse`."""
        self.file = file
        self.setting = setting
        self.columns = [column for column in layout.columns if column.content == AMBIGUOUS and column.domain]
        self._numbers = {column.column: pl.Series([], dtype=pl.String) for column in self.columns}
        self._kinds: dict[str, NumberKind] = {}

    def settled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return a block of rows, as text, with the columns that hold My Numbers blank.

        Raises DeliveryRefused if the home refuses My Numbers, or if a column shows them only after a block in
        which it passed for internal numbers; nothing of the delivery is visible yet.
        """
        for column in self.columns:
            if self._kind(column, rows[column.column]) is NumberKind.MY_NUMBER:
                rows = rows.with_columns(pl.lit("").alias(column.column))
        return rows

    def _kind(self, column: LayoutColumn, values: pl.Series) -> NumberKind:
        name = column.column
        self._numbers[name] = pl.concat([self._numbers[name], _long_numbers(values)]).unique()
        before, now = self._kinds.get(name), _judge(self._numbers[name])
        if now is NumberKind.MY_NUMBER and (self.setting == "refuse" or before is NumberKind.INTERNAL):
            raise DeliveryRefused(
                f"{self.file}, column {column.name} holds My Numbers, and this home refuses such deliveries "
                "(my_numbers in jukistat.toml), or they stand further down only. "
                "Export it again without the numbers."
            )
        self._kinds[name] = before or now
        return self._kinds[name]
