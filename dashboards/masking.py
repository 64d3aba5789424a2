"""The one value that stands for a masked figure (04-privacy 4.4), from a query to whatever shows it."""

from typing import Any

MASK_SIGN = "X"


class Masked:
    """A figure that is not shown. What is calculated with it is masked too, so no sum can forget it."""

    def absorb(self, *_: object) -> "Masked":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = absorb
    __neg__ = __abs__ = __round__ = absorb

    def __str__(self) -> str:
        return MASK_SIGN


MASKED: Any = Masked()
"""Any: it takes the place of a count or a rate wherever one can stand."""


def unless_masked(count: int | None) -> int:
    """Return a count of the masked tables, MASKED for null."""
    return MASKED if count is None else count


def drawn(figure: float) -> float | None:
    """Return what a chart draws: no mark for a masked figure."""
    return None if figure is MASKED else figure
