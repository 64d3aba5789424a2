"""Check digits of 個人番号 and 住民票コード: counted in memory as warnings, then the columns are gone."""

import numpy as np
import polars as pl

from ingest.layouts import LayoutColumn

HALF = 10**6


def _weight(place: int) -> int:
    """Return the weight of the digit `place` places left of the check digit (総務省令第85号第5条)."""
    return place + 1 if place <= 6 else place - 5


def _weighted_sums(first_place: int, digits: int) -> np.ndarray:
    """Return for every number of up to six digits its weighted digit sum modulo 11."""
    numbers = np.arange(HALF, dtype=np.int64)
    sums = np.zeros(HALF, dtype=np.int64)
    for offset in range(digits):
        sums += numbers // 10**offset % 10 * _weight(first_place + offset)
    return (sums % 11).astype(np.uint8)


LOW_SUMS = _weighted_sums(1, 6)
HIGH_SUMS = _weighted_sums(7, 5)


def expected_check_digits(bodies: np.ndarray) -> np.ndarray:
    """Return the check digits of numbers given without theirs: 11 − (weighted sum mod 11), 0 where that is 10 or 11.

    Weights 2…7 for the six last digits, 2…6 for those before (総務省令第85号第5条); the same on ten digits for
    住民票コード, as far as specimens show.
    """
    remainders = (LOW_SUMS[bodies % HALF].astype(np.int64) + HIGH_SUMS[bodies // HALF]) % 11
    return np.where(remainders <= 1, 0, 11 - remainders)


def count_check_digit_faults(texts: pl.Series, column: LayoutColumn) -> dict[str, int]:
    """Return how many filled values are malformed and how many fail their check digit, by warning rule."""
    filled = texts.filter(texts != "")
    well_formed = filled.filter(filled.str.contains(f"^[0-9]{{{column.digits}}}$"))
    numbers = well_formed.cast(pl.Int64).to_numpy()
    failed = int(np.count_nonzero(expected_check_digits(numbers // 10) != numbers % 10))
    counts = {"malformed": filled.len() - well_formed.len(), "check_digit": failed}
    return {f"{column.rule_stem}_{fault}": count for fault, count in counts.items() if count}
