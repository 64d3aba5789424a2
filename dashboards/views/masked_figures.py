"""How figures that may be masked (None, 04-privacy 4.4) are written in sentences and cells."""

from dashboards.formats import MASKED, number, signed


def written(count: int | None, *, is_change: bool = False) -> str:
    """Return a figure in words: a change with its sign, a masked one as such."""
    if count is None:
        return MASKED
    return signed(count) if is_change else number(count)


def shown(count: float | None) -> float | str:
    """Return a figure as a cell of a table holds it."""
    return MASKED if count is None else count
