"""Which figures of tables that add up are masked, so that no sum gives a small one away (04-privacy 4.4).

Figures stand in an array of periods × places × cells. Two kinds of lines add up: within a place, the cells of
a sum and their total; within a group of places (the towns of a district), one cell of every place and the
group's figure, which everybody may see.

A figure from 1 to below the threshold is masked. Then further ones are, until in every line either nothing is
masked or at least two figures are that can give way to both sides, and what is masked of a total that is
shown sums to the threshold at least. Whoever narrows bounds along the lines then never reaches a figure:
every masked one can take a person from, or give one to, another of its line. A zero can only take one, and a
figure that one place alone has of its group can only give one; so the latter is masked together with the zero
of another place, and neither counts as one of the two. A group of one inhabited place is that place; its
figures are exact, as the group's are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]
Sizes = NDArray[np.float64]
Chosen = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Indices of periods, places and cells that belong together: a row is a line."""
Sum = tuple[int, tuple[int, ...]]
"""A cell that is the sum of others: its position, and theirs."""
NEVER = np.iinfo(np.int32).max
FEWEST = 2
"""How many figures of a line must be able to give way to both sides."""


@dataclass
class Figures:
    """Figures, which of them are masked, which can give way to both sides.

    `room` is the smallest total that a figure is a part of: a zero in a large total hides best; -1: a zero
    that must stay. `size` is that of a place's cell over all periods: the smallest are masked first, so that
    they stay the same from period to period; a figure shown before and after tells nearly what it is between.
    """

    counts: Counts
    masked: Flags
    is_flexible: Flags
    room: Counts
    size: Sizes

    def lines(self, chosen: Chosen, *, has_total: bool) -> "Lines":
        """Return a copy of the chosen figures as lines, a row each."""
        return Lines(
            self.counts[chosen],
            self.masked[chosen],
            self.is_flexible[chosen],
            self.room[chosen],
            self.size[chosen[1:]],
            has_total=has_total,
        )


@dataclass
class Lines(Figures):
    """Figures that add up row by row: to the last column, or else to a total that everybody knows."""

    has_total: bool

    @property
    def parts(self) -> slice:
        """The columns that are summed."""
        return slice(None, -1) if self.has_total else slice(None)


@dataclass(frozen=True)
class Table:
    """What adds up in a table: sums within every place, the number of its group, sizes (places × cells)."""

    sums: Sequence[Sum]
    groups: NDArray[np.int_]
    size: Sizes


def masked_figures(counts: Counts, hidden: Flags, table: Table, threshold: int) -> Flags:
    """Return which of `counts` (periods × places × cells) are masked; of `hidden` places whatever can be."""
    figures, members = primary(counts, hidden, table, threshold), members_of(table.groups)
    known = -1
    while known != (known := int(figures.masked.sum())):
        for total, parts in table.sums:
            protect_sum(figures, np.array([*parts, total]), threshold)
        for places in members:
            protect_group(figures, places, threshold)
    return figures.masked


def members_of(groups: NDArray[np.int_]) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(groups == group) for group in np.unique(groups)]


def primary(counts: Counts, hidden: Flags, table: Table, threshold: int) -> Figures:
    """Return the figures with the small and the hidden masked, unless their place is all of its group."""
    masked = (counts > 0) & (counts < threshold)
    is_flexible = counts > 0
    room = smallest_totals(counts, table.sums)
    for places in members_of(table.groups):
        has_figure = counts[:, places] > 0
        inhabited = has_figure.any(axis=2, keepdims=True)
        masked[:, places] &= inhabited.sum(axis=1, keepdims=True) > 1
        is_flexible[:, places] &= has_figure.sum(axis=1, keepdims=True) > 1
        hides = inhabited & has_figure.any(axis=1, keepdims=True)
        room[:, places] = np.where(hides, room[:, places], -1)
    masked |= hidden[:, :, None] & ((counts > 0) | (room >= 0))
    return Figures(counts, masked, is_flexible, room, table.size)


def smallest_totals(counts: Counts, sums: Sequence[Sum]) -> Counts:
    """Return the smallest total that each figure is a part of; those of no sum have all the room there is."""
    room = np.full_like(counts, NEVER)
    for total, parts in sums:
        for part in parts:
            np.minimum(room[..., part], counts[..., total], out=room[..., part])
    return room


def protect_sum(figures: Figures, columns: NDArray[np.int_], threshold: int) -> None:
    """Mask what the lines of one sum need in every place; its total is the last of `columns`."""
    periods, places = np.nonzero(figures.masked[..., columns].any(axis=2))
    protect(figures, (periods[:, None], places[:, None], columns[None, :]), threshold, has_total=True)


def protect_group(figures: Figures, places: NDArray[np.intp], threshold: int) -> None:
    """Mask what the lines of one group need in every cell."""
    periods, cells = np.nonzero(figures.masked[:, places].any(axis=1))
    protect(figures, (periods[:, None], places[None, :], cells[:, None]), threshold, has_total=False)


def protect(figures: Figures, chosen: Chosen, threshold: int, *, has_total: bool) -> None:
    """Mask what lines need in each of which something is masked."""
    lines = figures.lines(chosen, has_total=has_total)
    mask_two_flexible(lines)
    mask_rigid_lines(lines)
    mask_up_to(lines, threshold)
    figures.masked[chosen] = lines.masked


def mask_two_flexible(lines: Lines) -> None:
    """Mask the smallest figures until two that can give way to both sides are masked, where there are two."""
    for _ in range(FEWEST):
        lacks = (lines.masked & lines.is_flexible).sum(axis=1) < FEWEST
        has_two = lines.is_flexible.sum(axis=1) >= FEWEST
        mask_smallest(lines, np.flatnonzero(lacks & has_two), lines.is_flexible)


def mask_rigid_lines(lines: Lines) -> None:
    """Mask all figures of lines that have no two that give way to both sides, and a zero that can take one.

    A zero is not needed where all figures stand alone in their groups: they give way with their total.
    """
    flexible_count = lines.is_flexible.sum(axis=1)
    is_rigid = flexible_count < FEWEST
    lines.masked[is_rigid] |= lines.counts[is_rigid] > 0
    if lines.has_total:
        lines.masked[is_rigid, -1] = True
        is_rigid &= (flexible_count == 1) | (lines.counts[:, -1] == 0)
    rigid = np.flatnonzero(is_rigid)
    parts = lines.parts
    zeros = (lines.counts[rigid, parts] == 0) & (lines.room[rigid, parts] >= 0)
    has_zero = (zeros & lines.masked[rigid, parts]).any(axis=1)
    best = np.where(zeros, lines.room[rigid, parts], -1)
    needing = np.flatnonzero(~has_zero & zeros.any(axis=1))
    lines.masked[rigid[needing], best[needing].argmax(axis=1)] = True


def mask_up_to(lines: Lines, threshold: int) -> None:
    """Mask the smallest parts of a known total until what is masked of it reaches the threshold."""
    parts = lines.parts
    counts, masked = lines.counts[:, parts], lines.masked[:, parts]
    may_mask = np.zeros_like(lines.masked)
    may_mask[:, parts] = counts > 0
    is_known = ~lines.masked[:, -1] if lines.has_total else np.ones(len(counts), dtype=bool)
    rows = np.flatnonzero(is_known)
    while len(rows):
        rows = rows[(counts[rows] * masked[rows]).sum(axis=1) < threshold]
        rows = mask_smallest(lines, rows, may_mask)


def mask_smallest(lines: Lines, rows: NDArray[np.intp], may_mask: Flags) -> NDArray[np.intp]:
    """Mask the smallest figure of each of `rows` that may be and is not; return the rows that had one."""
    free = may_mask[rows] & ~lines.masked[rows]
    rows, free = rows[free.any(axis=1)], free[free.any(axis=1)]
    lines.masked[rows, np.where(free, lines.size[rows], np.inf).argmin(axis=1)] = True
    return rows
