"""Check digits of 個人番号 and 住民票コード: counted in memory as warnings, then the columns are gone."""

from collections import Counter
from functools import cache

import numpy as np
import polars as pl

from ingest.contents import whole_number
from ingest.layouts import Layout, LayoutColumn
from ingest.shapes import ROW_NUMBER
from store.errors import DeliveryRefused

HALF = 10**6


def _weight(place: int) -> int:
    """Return the weight of the digit `place` places left of the check digit (総務省令第85号第5条)."""
    return place + 1 if place <= 6 else place - 5


@cache
def _weighted_sums(first_place: int, digits: int) -> np.ndarray:
    """Return for every number of up to six digits its weighted digit sum modulo 11."""
    numbers = np.arange(HALF, dtype=np.int32)
    sums = np.zeros(HALF, dtype=np.int32)
    for offset in range(digits):
        sums += numbers // 10**offset % 10 * _weight(first_place + offset)
    return (sums % 11).astype(np.uint8)


def expected_check_digits(bodies: np.ndarray) -> np.ndarray:
    """Return the check digits of numbers without: 11 − (weighted sum mod 11), 0 where that is 10 or 11.

    Weights 2…7 for the six last digits, 2…6 for those before (総務省令第85号第5条); the same on ten digits
    for 住民票コード, as far as specimens show.
    """
    remainders = (_weighted_sums(1, 6)[bodies % HALF] + _weighted_sums(7, 5)[bodies // HALF]) % 11
    return np.where(remainders <= 1, 0, 11 - remainders)


def count_check_digit_faults(rows: pl.DataFrame, layout: Layout) -> Counter[str]:
    """Return how many filled values are malformed and how many fail their check digit, by warning rule."""
    counts: Counter[str] = Counter()
    for column in _number_columns(layout):
        filled = rows[column.column].filter(rows[column.column] != "")
        of_length = filled.filter(filled.str.len_bytes() == column.digits).to_frame()
        numbers = of_length.select(whole_number(pl.all(), column.digits)).to_series().drop_nulls().to_numpy()
        failed = np.count_nonzero(expected_check_digits(numbers // 10) != numbers % 10)
        counts[f"{column.rule_stem}_malformed"] = filled.len() - numbers.size
        counts[f"{column.rule_stem}_check_digit"] = int(failed)
    return counts


def refuse_filled_numbers(file: str, rows: pl.DataFrame, layout: Layout, setting: str) -> None:
    """Raise DeliveryRefused if the configuration says `refuse` and a delivery fills one of these columns."""
    if setting != "refuse":
        return
    for column in _number_columns(layout):
        filled = rows.filter(rows[column.column] != "")
        if filled.height:
            raise DeliveryRefused(
                f"{file}, row {filled[ROW_NUMBER][0]}, column {column.name} is filled, and this home refuses "
                "such deliveries (my_numbers in jukistat.toml). Export it again without the numbers."
            )


def _number_columns(layout: Layout) -> list[LayoutColumn]:
    return [column for column in layout.columns if column.content == "check_digit"]
