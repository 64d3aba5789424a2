"""Approximate cells of towns: what is nearer to a town's published points than to any other's."""

from pathlib import Path

import numpy as np

from dashboards.cartography.borders import Border, shapes
from dashboards.cartography.grid import OUTSIDE, Grid, grid_over, inside, nearest
from dashboards.cartography.sources import maps, read_json, town_names, town_points
from dashboards.geometry import Polygons, Ring, Shape, polygons_of, signed_area

DIGITS = 5


def town_shapes(folder: Path) -> list[Shape]:
    """Return the cell of every town that has a point, in code order; two codes of one place share one."""
    settings = maps()["towns"]
    points, outline = town_points(folder), outline_rings(folder)
    grid = grid_over(outline, settings["step"])
    owners = np.array([place for place, own in enumerate(points.values()) for _ in own])
    positions = np.array([position for own in points.values() for position in own])
    numbers = nearest(grid, inside(grid, outline), positions)
    labels = np.where(numbers == OUTSIDE, OUTSIDE, owners[numbers])
    cells = shapes(labels, settings["tolerance"])
    names = {name: place for place, name in enumerate(points)}
    return [
        Shape(code, whole_parts(polygons_of([on_earth(grid, ring) for ring in cells[names[name]]])))
        for code, name in sorted(town_names().items())
        if name in names
    ]


def whole_parts(polygons: Polygons) -> Polygons:
    """Return the polygons without crumbs that the shore has cut off; the largest one always stays."""
    sizes = [abs(signed_area(polygon[0])) for polygon in polygons]
    least = min(maps()["towns"]["least_part"], max(sizes))
    return tuple(polygon for polygon, size in zip(polygons, sizes, strict=True) if size >= least)


def outline_rings(folder: Path) -> list[Ring]:
    """Return the rings of the municipality, without small islands and breakwaters."""
    settings = maps()["towns"]
    features = read_json(folder, settings["outline"])["features"]
    rings = [ring for feature in features for ring in feature["geometry"]["coordinates"]]
    return [ring for ring in rings if abs(signed_area(ring)) >= settings["least_island"]]


def on_earth(grid: Grid, ring: Border) -> Ring:
    """Return a ring of grid corners as longitudes and latitudes."""
    places = [grid.position(column, row) for column, row in ring]
    return [(round(float(east), DIGITS), round(float(north), DIGITS)) for east, north in places]
