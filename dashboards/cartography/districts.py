"""The districts of the demo: towns put to the nearest of named centres. They are no districts of the city."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dashboards.cartography.sources import Position, maps, town_names, town_points
from dashboards.geometry import distance

BLOCK_DIGITS = 3
"""The last digits of a town code tell the blocks (丁目) of one town, which stay together."""


def coded_districts() -> dict[str, str]:
    """Return the demo's districts by code, in their order."""
    return {f"{number:02}": name for number, name in enumerate(maps()["districts"], 1)}


def district_of_towns(folder: Path) -> dict[str, str]:
    """Return the code of the demo's district of every town."""
    points, names = town_points(folder), town_names()
    places = {code: points[maps()["beside"].get(name, name)][0] for code, name in names.items()}
    centres = {
        points[plain][0]: code
        for code, name in coded_districts().items()
        for plain in maps()["districts"][name]
    }
    return {code: centres[nearest(middle(places, code), list(centres))] for code in sorted(places)}


def middle(places: Mapping[str, Position], town_code: str) -> Position:
    """Return the middle of all blocks of a town."""
    blocks = [place for code, place in places.items() if code[:-BLOCK_DIGITS] == town_code[:-BLOCK_DIGITS]]
    longitude, latitude = np.mean(blocks, axis=0).tolist()
    return longitude, latitude


def nearest(position: Position, others: Sequence[Position]) -> Position:
    return min(others, key=lambda other: distance(position, other))
