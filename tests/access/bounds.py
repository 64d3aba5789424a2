"""What a reader can find out of masked figures: bounds, narrowed along every line until nothing changes."""

from collections.abc import Iterator, Sequence

import numpy as np

from access.suppression import Counts, Flags, Sum

UNBOUNDED = 10**6


def bounds(
    counts: Counts, masked: Flags, sums: Sequence[Sum], groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that each figure (periods × places × cells) can be.

    Known: what is not masked, that nothing is negative, that sums add up, and every group's figures.
    """
    lowest = np.where(masked, 0, counts).astype(np.int64)
    highest = np.where(masked, UNBOUNDED, counts).astype(np.int64)
    while True:
        before = lowest.copy(), highest.copy()
        for total, parts in sums:
            columns = list(parts)
            low, high = lowest[..., columns], highest[..., columns]
            lowest[..., total] = np.maximum(lowest[..., total], low.sum(axis=-1))
            highest[..., total] = np.minimum(highest[..., total], high.sum(axis=-1))
            narrowed = narrow(low, high, lowest[..., [total]], highest[..., [total]])
            lowest[..., columns], highest[..., columns] = narrowed
        for places in members(groups):
            low, high = (np.moveaxis(each[:, places], 1, -1) for each in (lowest, highest))
            known = counts[:, places].sum(axis=1)[..., None]
            low, high = narrow(low, high, known, known)
            lowest[:, places], highest[:, places] = np.moveaxis(low, -1, 1), np.moveaxis(high, -1, 1)
        if (lowest == before[0]).all() and (highest == before[1]).all():
            return lowest, highest


def narrow(
    low: np.ndarray, high: np.ndarray, least: np.ndarray, most: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return bounds of parts (last axis) whose sum is between `least` and `most`."""
    others_high, others_low = high.sum(axis=-1, keepdims=True) - high, low.sum(axis=-1, keepdims=True) - low
    return np.maximum(low, least - others_high), np.minimum(high, most - others_low)


def members(groups: np.ndarray) -> Iterator[np.ndarray]:
    for group in np.unique(groups):
        yield np.flatnonzero(groups == group)
