"""Classes of a map: at most five, by printed breaks.

Levels are cut into classes of about as many areas each (quantiles), so that a few extreme areas do not take
the scale for themselves. Changes are cut at the same distances on both sides of 0, of which the inner third
is the class about 0. Values are classed as they are printed, so that a reader can check every class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

CLASSES = 5
NEAR_ZERO, FAR = 1 / 3, 3 / 4
"""The shares of all areas whose change is nearer to 0 than the inner and than the outer break."""


@dataclass(frozen=True)
class Classes:
    """Classes from the lowest to the highest: the printed values at which the second and later ones begin."""

    breaks: tuple[float, ...]
    digits: int
    neutral: int | None = None
    """The position of the class about 0 of a change, None for levels."""

    @property
    def count(self) -> int:
        return len(self.breaks) + 1

    @property
    def unit(self) -> float:
        """The smallest difference that is printed."""
        return 10.0**-self.digits

    def position(self, value: float) -> int:
        """Return which class a value belongs to, as it is printed."""
        return sum(round(value, self.digits) >= begin - self.unit / 2 for begin in self.breaks)

    def ends(self, position: int) -> tuple[float | None, float | None]:
        """Return the lowest and the highest printed value of a class; None at an open end."""
        lowest = self.breaks[position - 1] if position else None
        highest = None
        if position < len(self.breaks):
            highest = round(self.breaks[position] - self.unit, self.digits)
        return lowest, highest


def levels(values: Sequence[float], digits: int) -> Classes:
    """Return classes with about as many of `values` each; fewer where too many values are equal."""
    printed = sorted(round(value, digits) for value in values)
    begins = {
        printed[ceil(len(printed) * step / CLASSES)] for step in range(1, CLASSES) if len(printed) > step
    }
    return Classes(tuple(sorted(begins - set(printed[:1]))), digits)


def changes(values: Sequence[float], digits: int) -> Classes:
    """Return two classes of losses, one about 0, two of gains, at equal distances from 0."""
    sizes = sorted(abs(round(value, digits)) for value in values)
    unit = 10.0**-digits
    inner, outer = (
        max(sizes[min(int(len(sizes) * share), len(sizes) - 1)] if sizes else unit, unit)
        for share in (NEAR_ZERO, FAR)
    )
    gains = sorted({inner, outer})
    losses = sorted({round(unit - begin, digits) for begin in gains})
    return Classes((*losses, *gains), digits, neutral=len(losses))
