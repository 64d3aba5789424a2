"""No masked figure can be found out along the lines of its table, and nothing small is shown."""

from collections.abc import Sequence

import numpy as np
import pytest

from access.cube import Axis, Cube, totalled
from access.suppression import Counts, Flags, Sum, Table, masked_figures
from tests.access.bounds import bounds, members

THRESHOLD = 10
SEXES, AGES = (
    totalled("sex_code", ["1", "2", "0"]),
    {"total": ("young", "old"), "young": ("a", "b"), "old": ()},
)
CUBES = {
    "sex": Cube((SEXES,)),
    "sex × age": Cube((SEXES, Axis("age", {**AGES, "a": (), "b": ()}))),
    "sex × kind × age, fine ages for both kinds together": Cube(
        (SEXES, totalled("kind", ["japanese", "foreign"]), Axis("age", {**AGES, "a": (), "b": ()})),
        holds=lambda cell: cell[1] == "total" or cell[2] not in ("a", "b"),
    ),
}


def random_towns(cube: Cube, seed: int) -> tuple[Counts, np.ndarray]:
    """Return figures of few towns, from nearly empty to large, and the district of each."""
    random = np.random.default_rng(seed)
    towns = int(random.integers(1, 7))
    codes = [axis.codes for axis in cube.axes]
    shape = (2, towns, *map(len, codes))
    sizes = random.choice([0.05, 0.4, 2, 8, 40], size=(1, towns, *([1] * len(codes))))
    base = random.poisson(sizes * random.random(shape[2:]), shape)
    sums = [
        base[
            np.ix_(
                range(2),
                range(towns),
                *(chosen(axis, value) for axis, value in zip(cube.axes, cell, strict=True)),
            )
        ]
        for cell in cube.cells
    ]
    figures = np.stack([part.reshape(2, towns, -1).sum(axis=-1) for part in sums], axis=-1)
    return figures.astype(np.int32), random.integers(0, 2, towns)


def chosen(axis: Axis, value: str) -> list[int]:
    return [position for position, code in enumerate(axis.codes) if code in axis.codes_of(value)]


def masks(counts: Counts, sums: Sequence[Sum], districts: np.ndarray, hidden: Flags | None = None) -> Flags:
    """Return which figures are masked; nothing is hidden beforehand unless said."""
    nothing = np.zeros(counts.shape[:2], dtype=bool)
    table = Table(sums, districts, counts.sum(axis=0, dtype=np.float64))
    return masked_figures(counts, nothing if hidden is None else hidden, table, THRESHOLD)


@pytest.mark.parametrize("name", CUBES)
def test_no_masked_figure_is_found_out(name: str) -> None:
    """Of towns of any size, alone in their district or not, with figures that no other town has."""
    cube, tried, found = CUBES[name], 0, []
    for seed in range(250):
        counts, districts = random_towns(cube, seed)
        masked = masks(counts, cube.sums, districts)
        lowest, highest = bounds(counts, masked, cube.sums, districts)
        assert (lowest <= counts).all() and (counts <= highest).all()
        tried += int(masked.sum())
        found += [(seed, *where) for where in np.argwhere(masked & (lowest == highest))]
    assert tried > 1000
    assert found == []


@pytest.mark.parametrize("name", CUBES)
def test_small_figures_are_masked_unless_their_town_is_its_district(name: str) -> None:
    for seed in range(250):
        counts, districts = random_towns(CUBES[name], seed)
        masked = masks(counts, CUBES[name].sums, districts)
        for towns in members(districts):
            is_alone = counts[:, towns].any(axis=2).sum(axis=1) == 1
            is_small = (counts[:, towns] > 0) & (counts[:, towns] < THRESHOLD)
            assert (masked[:, towns] | ~is_small)[~is_alone].all()
            assert not masked[:, towns][is_alone].any()


@pytest.mark.parametrize("name", CUBES)
def test_what_is_masked_of_a_shown_total_is_no_small_figure_either(name: str) -> None:
    for seed in range(250):
        counts, districts = random_towns(CUBES[name], seed)
        masked = masks(counts, CUBES[name].sums, districts)
        for total, parts in CUBES[name].sums:
            hidden = (counts * masked)[..., list(parts)].sum(axis=-1)
            concerned = masked[..., list(parts)].any(axis=-1) & ~masked[..., total]
            assert (hidden[concerned] >= THRESHOLD).all()


def test_towns_where_nothing_is_small_are_shown_whole() -> None:
    counts = np.array([[[10, 30, 40], [20, 0, 20]]], dtype=np.int32)
    assert not masks(counts, [(2, (0, 1))], np.array([0, 0])).any()


def test_the_second_smallest_is_masked_with_the_smallest() -> None:
    """Town by town (male, female, both): the 3 of the first, then what its sums need, no more."""
    counts = np.array([[[3, 40, 43], [30, 50, 80], [60, 70, 130]]], dtype=np.int32)
    masked = masks(counts, [(2, (0, 1))], np.array([0, 0, 0]))
    assert masked.tolist() == [[[True, True, False], [True, True, False], [False, False, False]]]


def test_what_is_masked_for_others_stays_the_same_from_month_to_month() -> None:
    """Of two towns that are nearly as large now this one, now that one would tell both."""
    counts = np.array([[[5], [14], [16]], [[5], [16], [15]]], dtype=np.int32)
    masked = masks(counts, [], np.array([0, 0, 0]))
    assert masked[..., 0].tolist() == [[True, True, False], [True, True, False]]


@pytest.mark.parametrize("name", CUBES)
def test_places_hidden_whole_are_not_found_out(name: str) -> None:
    cube, tried = CUBES[name], 0
    for seed in range(150):
        counts, districts = random_towns(cube, seed)
        hidden = np.random.default_rng(seed).random(counts.shape[:2]) < 0.2
        alone = np.array(
            [
                [inhabited_with(counts, districts, period, town) == 0 for town in range(len(districts))]
                for period in range(2)
            ]
        )
        hidden &= counts.any(axis=2) & ~alone
        masked = masks(counts, cube.sums, districts, hidden)
        lowest, highest = bounds(counts, masked, cube.sums, districts)
        assert not (masked & (lowest == highest)).any(), seed
        assert masked[hidden][counts[hidden] > 0].all()
        tried += int(hidden.sum())
    assert tried > 100


def inhabited_with(counts: Counts, districts: np.ndarray, period: int, town: int) -> int:
    """Return how many other towns of its district have residents."""
    others = (districts == districts[town]) & (np.arange(len(districts)) != town)
    return int(counts[period, others].any(axis=1).sum())
