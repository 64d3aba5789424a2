"""How counts that may be masked (None, 04-privacy 4.4) are written in sentences and held by cells."""

from dashboards.formats import number, signed
from dashboards.masking import MASKED


def written(count: int | None, *, is_change: bool = False) -> str:
    """Return a count in words: a change with its sign, a masked one as such."""
    return signed(shown(count)) if is_change else number(shown(count))


def shown(count: float | None) -> float:
    """Return a count as a cell of a table holds it, MASKED for None."""
    return MASKED if count is None else count
