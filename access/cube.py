"""Cubes: figures by several axes, totals beside their parts, and the sums that tie them together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl

from access.suppression import Counts, Flags, Sum, Table, masked_figures

TOTAL = "total"
"""The value of an axis that stands for all of its codes."""
COUNT = "figure"
PERIODS_AT_ONCE = 12
"""Periods know nothing of each other; so many of them fit a processor's cache."""

Cell = tuple[str, ...]
"""One value of every axis."""


@dataclass(frozen=True)
class Axis:
    """A column of a cube: each of its values, in order, with the values it is the sum of (none: a code)."""

    column: str
    parts: Mapping[str, tuple[str, ...]]

    @property
    def codes(self) -> list[str]:
        return [value for value, parts in self.parts.items() if not parts]

    def codes_of(self, value: str) -> set[str]:
        """Return the codes that a value adds up."""
        parts = self.parts[value]
        return set().union(*map(self.codes_of, parts)) if parts else {value}


def totalled(column: str, codes: Sequence[str]) -> Axis:
    """Return the axis of a list of codes and their total."""
    return Axis(column, {TOTAL: tuple(codes), **dict.fromkeys(codes, ())})


@dataclass(frozen=True)
class Cube:
    """The cells of a table that are shown or masked, of every period and place."""

    axes: tuple[Axis, ...]
    holds: Callable[[Cell], bool] = lambda cell: True
    """Which combinations of values it has."""
    also: tuple[tuple[Cell, Cell], ...] = ()
    """Pairs of cells whose difference readers know from elsewhere."""

    @cached_property
    def cells(self) -> list[Cell]:
        return [cell for cell in product(*(axis.parts for axis in self.axes)) if self.holds(cell)]

    @cached_property
    def sums(self) -> list[Sum]:
        """Every cell that is the sum of others along one axis."""
        position = {cell: number for number, cell in enumerate(self.cells)}
        found: list[Sum] = [(position[one], (position[other],)) for one, other in self.also]
        for cell in self.cells:
            for number, axis in enumerate(self.axes):
                parts = [(*cell[:number], value, *cell[number + 1 :]) for value in axis.parts[cell[number]]]
                if parts and all(part in position for part in parts):
                    found.append((position[cell], tuple(position[part] for part in parts)))
        return found

    def dense(self, rows: pl.DataFrame, periods: Sequence[object], places: Sequence[object]) -> Counts:
        """Return the figures as periods × places × cells; `rows` has period, place, a code of every axis."""
        codes = [axis.codes for axis in self.axes]
        shape = (len(periods), len(places), *map(len, codes))
        indices = [positions(rows["period"], periods), positions(rows["place"], places)]
        indices += [positions(rows[axis.column], list(axis.codes)) for axis in self.axes]
        base = np.zeros(shape, dtype=np.float32)
        np.add.at(base, tuple(indices), rows[COUNT].to_numpy())
        summing = np.ones((1, len(self.cells)), dtype=np.float32)
        for number, axis in enumerate(self.axes):
            adds = np.array(
                [[code in axis.codes_of(cell[number]) for cell in self.cells] for code in axis.codes]
            )
            summing = (summing[:, None, :] * adds[None, :, :]).reshape(-1, len(self.cells))
        return (base.reshape(*shape[:2], -1) @ summing).astype(np.int32)

    def masked(self, counts: Counts, hidden: Flags, groups: Sequence[object], threshold: int) -> Flags:
        """Return which figures are masked; `groups` of every place, `hidden` of periods × places."""
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        numbered = np.array([numbers[group] for group in groups], dtype=np.int_)
        table = Table(self.sums, numbered, counts.sum(axis=0, dtype=np.float64))
        masked = np.zeros(counts.shape, dtype=bool)
        for first in range(0, len(counts), PERIODS_AT_ONCE):
            some = slice(first, first + PERIODS_AT_ONCE)
            masked[some] = masked_figures(counts[some], hidden[some], table, threshold)
        return masked

    def long(
        self, counts: Counts, masked: Flags, periods: Sequence[object], places: Sequence[object]
    ) -> pl.DataFrame:
        """Return the figures as rows of period, place, axes, figure: null = masked, zeros left out."""
        period, place, cell = np.nonzero((counts > 0) | masked)
        figures = pl.Series(COUNT, counts[period, place, cell])
        is_masked = pl.Series(masked[period, place, cell])
        columns = {
            "period": pl.Series(periods).gather(period),
            "place": pl.Series(places).gather(place),
            **{
                axis.column: pl.Series([one[number] for one in self.cells], dtype=pl.String).gather(cell)
                for number, axis in enumerate(self.axes)
            },
        }
        return pl.DataFrame(columns).with_columns(pl.when(~is_masked).then(figures).alias(COUNT))


def positions(values: pl.Series, among: Sequence[object]) -> np.ndarray:
    """Return where each value stands in a list that has them all."""
    numbers = pl.DataFrame({"value": pl.Series(among, dtype=values.dtype), "number": range(len(among))})
    return (
        values.to_frame("value")
        .join(numbers, on="value", how="left", maintain_order="left")["number"]
        .to_numpy()
    )


def flagged(rows: pl.DataFrame, periods: Sequence[object], places: Sequence[object]) -> Flags:
    """Return periods × places, true where `rows` has them."""
    flags = np.zeros((len(periods), len(places)), dtype=bool)
    flags[positions(rows["period"], periods), positions(rows["place"], places)] = True
    return flags
