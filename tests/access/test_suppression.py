"""No masked figure can be found out along the lines of its table, and nothing small is shown."""

import numpy as np
import pytest

from access.cube import Axis, Cube, totalled
from access.suppression import Counts, masked_figures
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


@pytest.mark.parametrize("name", CUBES)
def test_no_masked_figure_is_found_out(name: str) -> None:
    """Of towns of any size, alone in their district or not, with figures that no other town has."""
    cube, tried, found = CUBES[name], 0, []
    for seed in range(250):
        counts, districts = random_towns(cube, seed)
        masked = masked_figures(counts, cube.sums, districts, THRESHOLD)
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
        masked = masked_figures(counts, CUBES[name].sums, districts, THRESHOLD)
        for towns in members(districts):
            is_alone = counts[:, towns].any(axis=2).sum(axis=1) == 1
            is_small = (counts[:, towns] > 0) & (counts[:, towns] < THRESHOLD)
            assert (masked[:, towns] | ~is_small)[~is_alone].all()
            assert not masked[:, towns][is_alone].any()


@pytest.mark.parametrize("name", CUBES)
def test_what_is_masked_of_a_shown_total_is_no_small_figure_either(name: str) -> None:
    for seed in range(250):
        counts, districts = random_towns(CUBES[name], seed)
        masked = masked_figures(counts, CUBES[name].sums, districts, THRESHOLD)
        for total, parts in CUBES[name].sums:
            hidden = (counts * masked)[..., list(parts)].sum(axis=-1)
            concerned = masked[..., list(parts)].any(axis=-1) & ~masked[..., total]
            assert (hidden[concerned] >= THRESHOLD).all()


def test_towns_where_nothing_is_small_are_shown_whole() -> None:
    counts = np.array([[[10, 30, 40], [20, 0, 20]]], dtype=np.int32)
    assert not masked_figures(counts, [(2, (0, 1))], np.array([0, 0]), THRESHOLD).any()


def test_the_second_smallest_is_masked_with_the_smallest() -> None:
    """Town by town (male, female, both): the 3 of the first, then what its sums need, no more."""
    counts = np.array([[[3, 40, 43], [30, 50, 80], [60, 70, 130]]], dtype=np.int32)
    masked = masked_figures(counts, [(2, (0, 1))], np.array([0, 0, 0]), THRESHOLD)
    assert masked.tolist() == [[[True, True, False], [True, True, False], [False, False, False]]]
