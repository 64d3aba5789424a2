"""Municipalities and prefectures, for maps of flows: published outlines, fewer digits, no small islands."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboards.cartography.sources import maps, read_json, seed_rows
from dashboards.geometry import Polygons, Ring, Shape, polygons_in, signed_area, wound


def area_shapes(folder: Path, name: str) -> list[Shape]:
    """Return the shapes of the map `name`, in code order."""
    settings = maps()["areas"][name]
    codes = codes_of(settings["code"])
    found = [
        Shape(codes[feature["properties"][settings["property"]]], fewer(polygons_in(feature), settings))
        for feature in read_json(folder, settings["source"])["features"]
    ]
    return sorted(found, key=lambda shape: shape.code)


def codes_of(code: str) -> dict[str, str]:
    """Return our codes of municipalities by five digits, or of prefectures by their names."""
    rows = seed_rows("municipality_codes")
    if code == "municipality_code":
        return {row[code][:5]: row[code] for row in rows}
    return {row["prefecture_name"]: row["municipality_code"][:2] for row in rows}


def fewer(polygons: Polygons, settings: Mapping[str, Any]) -> Polygons:
    """Return the polygons with rounded positions, without small islands; the largest one always stays."""
    largest = max(polygons, key=lambda polygon: abs(signed_area(polygon[0])))
    kept = [
        polygon
        for polygon in polygons
        if polygon is largest or abs(signed_area(polygon[0])) >= settings["least_island"]
    ]
    return tuple(wound([rounded(ring, settings["digits"]) for ring in polygon]) for polygon in kept)


def rounded(ring: Ring, digits: int) -> Ring:
    """Return a ring with fewer digits and without positions that thereby fall together."""
    positions = [(round(position[0], digits), round(position[1], digits)) for position in ring]
    pairs = pairwise(positions)
    return positions[:1] + [here for before, here in pairs if here != before]
