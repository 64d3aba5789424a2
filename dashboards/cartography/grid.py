"""A fine grid over an outline: which points of it lie inside, and which place each of them is nearest to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

import numpy as np

from dashboards.geometry import Ring

OUTSIDE = -1
BLOCK = 40
"""Squares along the side of a block whose nearest places are looked for together."""


@dataclass(frozen=True)
class Grid:
    """Squares of equal height and width on the ground, counted from the south-western corner."""

    west: float
    south: float
    step: float
    """Of latitude, in degrees."""
    squeeze: float
    """How much shorter a degree of longitude is here."""
    columns: int
    rows: int

    def position(self, column: float, row: float) -> tuple[float, float]:
        """Return longitude and latitude of a corner, or of anything between corners."""
        return self.west + column * self.step / self.squeeze, self.south + row * self.step

    def place(self, positions: np.ndarray) -> np.ndarray:
        """Return columns and rows of (longitude, latitude) pairs, fractions included."""
        return (positions - (self.west, self.south)) * (self.squeeze / self.step, 1 / self.step)


def grid_over(rings: Sequence[Ring], step: float) -> Grid:
    """Return the grid of `step` degrees of latitude that holds all rings, with a margin."""
    corners = np.array([position for ring in rings for position in ring])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    squeeze = cos(radians((south + north) / 2))
    columns = int((east - west) * squeeze / step) + 4
    rows = int((north - south) / step) + 4
    return Grid(west - 2 * step / squeeze, south - 2 * step, step, squeeze, columns, rows)


def inside(grid: Grid, rings: Sequence[Ring]) -> np.ndarray:
    """Return, row by row, which squares have their middle inside the rings (even-odd rule)."""
    crossings = np.zeros((grid.rows, grid.columns + 1), dtype=bool)
    for ring in rings:
        corners = grid.place(np.array(ring))
        for (x, y), (next_x, next_y) in pairwise(corners):
            first, last = sorted((int(np.ceil(y - 0.5)), int(np.ceil(next_y - 0.5))))
            rows = np.arange(first, last)
            met = x + (rows + 0.5 - y) * (next_x - x) / (next_y - y) if len(rows) else rows
            crossings[rows, np.ceil(met - 0.5).astype(int)] ^= True
    return np.logical_xor.accumulate(crossings, axis=1)[:, :-1]


def nearest(grid: Grid, is_inside: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return for every square the number of the nearest of `positions`, OUTSIDE where it is outside.

    Only places that can be nearest to some square of a block are tried for its squares.
    """
    places = grid.place(positions)
    labels = np.full(is_inside.shape, OUTSIDE, dtype=np.int32)
    reach = BLOCK * 2**0.5
    for row in range(0, grid.rows, BLOCK):
        for column in range(0, grid.columns, BLOCK):
            block = is_inside[row : row + BLOCK, column : column + BLOCK]
            if not block.any():
                continue
            away = np.hypot(*(places - (column + BLOCK / 2, row + BLOCK / 2)).T)
            near = np.flatnonzero(away <= away.min() + reach)
            rows, columns = np.nonzero(block)
            squares = np.stack([column + columns + 0.5, row + rows + 0.5], axis=1)
            distances = ((squares[:, None, :] - places[near][None, :, :]) ** 2).sum(axis=2)
            labels[row + rows, column + columns] = near[distances.argmin(axis=1)]
    return labels
