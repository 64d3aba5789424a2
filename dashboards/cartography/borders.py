"""Borders between the labels of a grid: traced once for both sides, simplified, joined to rings.

Neighbours share every border, so that nothing overlaps and no gap opens however much it is simplified.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from dashboards.cartography.grid import OUTSIDE

Corner = tuple[int, int]
"""Column and row of the grid."""
Border = list[Corner]


def shapes(labels: np.ndarray, tolerance: float) -> dict[int, list[Border]]:
    """Return the rings of every label, its inside to the right: outer rings clockwise, holes against.

    `tolerance` is in squares of the grid: how far a simplified border may leave the traced one.
    """
    ends: dict[int, list[Border]] = defaultdict(list)
    for right, left, border in traced(labels):
        line = simplified(border, tolerance)
        ends[right].append(line)
        ends[left].append(line[::-1])
    ends.pop(OUTSIDE, None)
    return {label: [ring for ring in joined(lines) if len(ring) > 3] for label, lines in ends.items()}


def traced(labels: np.ndarray) -> Iterator[tuple[int, int, Border]]:
    """Yield every border once: the label to its right, to its left, its corners in order."""
    steps = unit_steps(labels)
    meetings = {corner for corner, ways in steps.items() if len(ways) != 2}
    todo = {corner: dict(ways) for corner, ways in steps.items()}
    for start in [*meetings, *steps]:
        while todo[start]:
            border, sides = [start], next(iter(todo[start].values()))
            while len(border) == 1 or (border[-1] != start and border[-1] not in meetings):
                here = border[-1]
                onward = next(iter(todo[here]))
                del todo[here][onward], todo[onward][here]
                border.append(onward)
            yield *sides, border


def unit_steps(labels: np.ndarray) -> dict[Corner, dict[Corner, tuple[int, int]]]:
    """Return, by corner, the neighbouring corners that a border leads to, with right and left label."""
    framed = np.pad(labels, 1, constant_values=OUTSIDE)
    steps: dict[Corner, dict[Corner, tuple[int, int]]] = defaultdict(dict)

    def add(corner: Corner, onward: Corner, right: int, left: int) -> None:
        steps[corner][onward] = (right, left)
        steps[onward][corner] = (left, right)

    rows, columns = np.nonzero(framed[1:-1, 1:] != framed[1:-1, :-1])
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        west, east = int(framed[row + 1, column]), int(framed[row + 1, column + 1])
        add((column, row), (column, row + 1), east, west)
    rows, columns = np.nonzero(framed[1:, 1:-1] != framed[:-1, 1:-1])
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        south, north = int(framed[row, column + 1]), int(framed[row + 1, column + 1])
        add((column, row), (column + 1, row), south, north)
    return steps


def simplified(border: Border, tolerance: float) -> Border:
    """Return the border without corners that lie nearer than `tolerance` to what is left (Douglas-Peucker).

    A border that ends where it begins keeps the corner farthest from there.
    """
    corners = np.array(border, dtype=float)
    kept = {0, len(border) - 1}
    spans = [(0, len(border) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        offsets = distances(corners[first + 1 : last], corners[first], corners[last])
        farthest = int(offsets.argmax())
        if offsets[farthest] > tolerance:
            middle = first + 1 + farthest
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return [border[place] for place in sorted(kept)]


def distances(corners: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return how far each corner is from the straight line, or from its one end if it has no length."""
    along, away = end - start, corners - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(away[:, 0], away[:, 1])
    return np.abs(away[:, 0] * along[1] - away[:, 1] * along[0]) / length


def joined(lines: Sequence[Border]) -> Iterator[Border]:
    """Yield the rings that lines make when each goes on where another ends."""
    waiting: dict[Corner, list[Border]] = defaultdict(list)
    for line in lines:
        waiting[line[0]].append(line)
    for start in list(waiting):
        while waiting[start]:
            ring = list(waiting[start].pop())
            while ring[-1] != ring[0]:
                ring += waiting[ring[-1]].pop()[1:]
            yield ring
