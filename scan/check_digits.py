"""Numbers that could be a 個人番号 or a 住民票コード by their last digit."""

import numpy as np

from ingest.check_digits import expected_check_digits
from scan.digits import Candidates

CHECKED = {12: "my_number", 11: "resident_record_code"}
"""What has a check digit, by its digits."""


def passes(numbers: np.ndarray) -> np.ndarray:
    """Return which numbers end in their check digit (総務省令第85号第5条)."""
    return expected_check_digits(numbers // 10) == numbers % 10


def has_passing(found: Candidates) -> bool:
    """Return whether a candidate of a length that is checked passes."""
    numbers = found.numbers[np.isin(found.digits, list(CHECKED))]
    return bool(passes(numbers).any())
