"""Columns whose name does not tell whether they hold My Numbers: their content decides (04-privacy 4.1).

Register systems call their own person number 個人番号, as the law calls My Number. A layout declares such a
column `content = "ambiguous_number"`: with a `domain` internal numbers are tokenized, without one ignored.
"""

from enum import Enum

import polars as pl

from ingest.check_digits import expected_check_digits
from ingest.contents import SEPARATORS
from ingest.layouts import Layout
from store.errors import DeliveryRefused

AMBIGUOUS = "ambiguous_number"
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
    """Return what the text values of a whole column are; one My Number that can be told makes it MY_NUMBER.

    Numbers of one length, zeros in front aside, are judged together. In doubt (few numbers, half of which
    pass) it is MY_NUMBER, as are internal numbers that carry the very check digit of My Numbers.
    """
    plain = values.drop_nulls().str.normalize("NFKC").str.replace_all(SEPARATORS, "")
    numbers = plain.str.extract(FORM).drop_nulls().unique()
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


def blank_my_numbers(file: str, rows: pl.DataFrame, layout: Layout, setting: str) -> pl.DataFrame:
    """Return all rows of a delivery, as text, with the ambiguous columns that hold My Numbers blank.

    `setting` is `my_numbers` of the configuration: with `refuse` DeliveryRefused is raised instead.
    """
    ambiguous = [column for column in layout.columns if column.content == AMBIGUOUS]
    found = [each for each in ambiguous if judge_numbers(rows[each.column]) is NumberKind.MY_NUMBER]
    if found and setting == "refuse":
        raise DeliveryRefused(
            f"{file}, column {found[0].name} holds My Numbers, and this home refuses such deliveries "
            "(my_numbers in jukistat.toml). Export it again without the numbers."
        )
    return rows.with_columns(pl.lit("").alias(column.column) for column in found)
