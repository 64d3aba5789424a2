"""Chance or leak: what the candidates of one place are (04-privacy 4.3b)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from scan.check_digits import CHECKED, passes
from scan.digits import Candidates
from scan.linking import Confirmation
from scan.tallies import Tally

CHANCE = 0.2
"""Ten per cent of random numbers pass; of those that end in 0, as round amounts do, two in eleven."""
FAR = 5
"""Standard deviations above chance that chance does not reach."""
ENOUGH = 30
"""Numbers from which a share tells chance from a leak; of fewer, each that passes is taken for real."""


@dataclass(frozen=True)
class Finding:
    """What was found at a place: the kind of number and how many different ones, 10,000 at most."""

    file: str
    place: str
    kind: str
    count: int


@dataclass(frozen=True)
class Chance:
    """Numbers of a place of which no more pass the check digits than would by chance."""

    file: str
    place: str
    digits: int
    count: int
    passed: int


def judge(tally: Tally, confirmation: Confirmation) -> list[Finding | Chance]:
    """Return what the candidates of a place are; surrogates of the link table are none of it."""
    found = tally.candidates
    judged: list[Finding | Chance] = []
    is_known = np.isin(found.numbers, confirmation.surrogates)
    for domain, linked in confirmation.linked.items():
        is_linked = np.isin(found.numbers, linked) & ~is_known
        if is_linked.any():
            judged.append(Finding(tally.file, tally.place, f"{domain}_number", _distinct(found, is_linked)))
        is_known |= is_linked
    for digits, kind in CHECKED.items():
        numbers = np.unique(found.numbers[(found.digits == digits) & ~is_known])
        passed = int(np.count_nonzero(passes(numbers)))
        if is_leak(numbers.size, passed):
            judged.append(Finding(tally.file, tally.place, kind, passed))
        elif passed:
            judged.append(Chance(tally.file, tally.place, digits, numbers.size, passed))
    return judged


def _distinct(found: Candidates, is_meant: np.ndarray) -> int:
    return int(np.unique(found.numbers[is_meant]).size)


def is_leak(count: int, passed: int) -> bool:
    """Return whether so many of a place's numbers pass as chance does not explain."""
    if count < ENOUGH:
        return passed > 0
    return passed > CHANCE * count + FAR * sqrt(count * CHANCE * (1 - CHANCE))
