"""The maps are made of what was published: nothing overlaps, no gap opens, and a place keeps its point."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dashboards.cartography.areas import rounded
from dashboards.cartography.borders import joined, shapes, simplified
from dashboards.cartography.grid import OUTSIDE, grid_over, inside, nearest
from dashboards.cartography.sources import plain_name
from dashboards.cartography.towns import town_shapes
from dashboards.geometry import holds, polygons_of

SQUARE = [(141.0, 40.0), (141.1, 40.0), (141.1, 40.1), (141.0, 40.1), (141.0, 40.0)]
HOLE = [(141.04, 40.04), (141.06, 40.04), (141.06, 40.06), (141.04, 40.06), (141.04, 40.04)]


def area(ring: list[tuple[int, int]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def test_squares_inside_are_those_of_the_outline_without_its_hole() -> None:
    grid = grid_over([SQUARE], 0.001)
    is_inside = inside(grid, [SQUARE, HOLE])
    ground = 100 * 100 * grid.squeeze
    assert is_inside.sum() == pytest.approx(ground * 0.96, rel=0.02)
    column, row = grid.place(np.array([(141.05, 40.05), (141.01, 40.05)])).astype(int).T
    assert is_inside[row, column].tolist() == [False, True]


def test_every_square_has_its_nearest_place() -> None:
    grid = grid_over([SQUARE], 0.001)
    places = np.random.default_rng(1).uniform((141.0, 40.0), (141.1, 40.1), (30, 2))
    labels = nearest(grid, inside(grid, [SQUARE]), places)
    rows, columns = np.nonzero(labels != OUTSIDE)
    middles = np.stack([columns + 0.5, rows + 0.5], axis=1)
    distances = np.hypot(*(middles[:, None, :] - grid.place(places)[None, :, :]).transpose(2, 0, 1))
    assert (distances.min(axis=1) == distances[np.arange(len(rows)), labels[rows, columns]]).all()


@pytest.mark.parametrize("tolerance", [0.0, 1.6])
def test_rings_leave_no_gap_and_do_not_overlap(tolerance: float) -> None:
    """Whatever is simplified, neighbours share it: signed areas add up to what all of them cover."""
    labels = np.full((40, 40), OUTSIDE, dtype=np.int32)
    labels[4:36, 4:36] = np.add.outer(np.arange(32), np.arange(32)) // 16
    labels[14:18, 14:18] = 9
    found = shapes(labels, tolerance)
    assert set(found) == {0, 1, 2, 3, 9}
    covered = -sum(area(ring) for rings in found.values() for ring in rings)
    assert covered == pytest.approx((labels != OUTSIDE).sum(), rel=tolerance / 100)
    if not tolerance:
        assert {label: -sum(map(area, rings)) for label, rings in found.items()} == {
            label: (labels == label).sum() for label in found
        }
    assert len(found[1]) == 2, "the one inside is a hole of the one around it"


def test_what_is_simplified_keeps_its_ends_and_its_far_corners() -> None:
    border = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 9)]
    assert simplified(border, 1.6) == [(0, 0), (3, 2), (3, 9)]
    assert simplified(border, 0) == border


def test_lines_are_joined_to_rings() -> None:
    lines = [[(0, 0), (0, 1)], [(1, 1), (0, 0)], [(0, 1), (1, 1)]]
    (ring,) = joined(lines)
    assert ring[0] == ring[-1] and set(ring) == {(0, 0), (0, 1), (1, 1)}


def test_rounding_leaves_no_position_twice() -> None:
    ring = [(141.00001, 40.0), (141.00002, 40.0), (141.1, 40.0), (141.1, 40.1), (141.00001, 40.0)]
    assert rounded(ring, 3) == [(141.0, 40.0), (141.1, 40.0), (141.1, 40.1), (141.0, 40.0)]


def test_lists_that_spell_a_town_differently_mean_the_same() -> None:
    assert plain_name("旭ヶ丘一丁目") == plain_name("旭ケ丘一丁目")
    assert plain_name("大字河原木") == plain_name("河原木")
    assert plain_name("南郷大字島守") != plain_name("島守")


def test_a_town_has_the_ground_around_its_points(tmp_path: Path) -> None:
    """Of three points of two towns; two codes of one place share its cell."""
    outline = {"features": [{"geometry": {"type": "Polygon", "coordinates": [SQUARE]}}]}
    points = [("松ケ丘", "", 141.02), ("松ケ丘", "上", 141.05), ("旭ケ丘一丁目", "", 141.09)]
    rows = [{"town": town, "koaza": part, "lat": 40.05, "lng": east} for town, part, east in points]
    (tmp_path / "hachinohe_boundary_n03_geolonia.geojson").write_text(json.dumps(outline), "utf-8")
    (tmp_path / "geolonia_hachinohe_towns.json").write_text(json.dumps(rows), "utf-8")
    cells = {shape.code: shape for shape in town_shapes(tmp_path)}
    assert sorted(cells) == ["0002001", "0109000", "0130001"]
    assert cells["0002001"].polygons == cells["0130001"].polygons
    ((west,),), ((east,),) = cells["0109000"].polygons, cells["0002001"].polygons
    assert holds(west, (141.065, 40.03)) and not holds(west, (141.075, 40.03))
    assert holds(east, (141.075, 40.03)) and not holds(east, (141.065, 40.03))


def test_a_hole_belongs_to_the_ring_around_it() -> None:
    clockwise, hole = SQUARE[::-1], HOLE
    other = [(east + 1, north) for east, north in clockwise]
    assert polygons_of([other, clockwise, hole]) == ((other,), (clockwise, hole))
