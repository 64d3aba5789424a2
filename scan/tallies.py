"""What has been found at one place of the home: distinct candidates, as many as a judgement needs."""

from dataclasses import dataclass, field

import numpy as np

from scan.digits import Candidates

MOST_KEPT = 10_000
"""Distinct candidates to a place: enough to tell chance from a leak, and little in memory."""
DIGITS_SPAN = 16
"""A number and how many digits it is written with fit 64 bits together."""


@dataclass
class Tally:
    """The distinct candidates of one place, MOST_KEPT of them at most."""

    file: str
    place: str
    _keyed: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, found: Candidates) -> None:
        """Take in candidates; beyond MOST_KEPT those met first are kept."""
        if not found.numbers.size or self._keyed.size >= MOST_KEPT:
            return
        fresh = np.setdiff1d(found.numbers * DIGITS_SPAN + found.digits, self._keyed)
        self._keyed = np.concatenate([self._keyed, fresh[: MOST_KEPT - self._keyed.size]])

    @property
    def candidates(self) -> Candidates:
        """The candidates kept."""
        return Candidates(*np.divmod(self._keyed, DIGITS_SPAN))
