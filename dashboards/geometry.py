"""Shapes on the earth as GeoJSON: read, checked, wound and measured."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, hypot, radians, sin
from pathlib import Path
from typing import Any

from store.errors import ConfigurationError

Ring = Sequence[Sequence[float]]
"""Longitudes and latitudes in degrees; the last position is the first."""
Polygons = tuple[tuple[Ring, ...], ...]
"""Each an outer ring and its holes."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

BUILT_IN = Path(__file__).parent / "static" / "geo"
TOWN_CODE = "town_code"
EARTH_RADIUS = 6371.0072
"""Of the sphere with the earth's surface, in km."""
JAPAN = ((122.0, 154.0), (20.0, 46.0))
"""Between which longitudes and latitudes it lies."""
POLYGON, MULTIPOLYGON = "Polygon", "MultiPolygon"


@dataclass(frozen=True)
class Shape:
    """A place by its code, and its polygons: outer rings clockwise, holes against."""

    code: str
    polygons: Polygons

    @cached_property
    def area(self) -> float:
        """In km²."""
        return -sum(signed_area(ring) for polygon in self.polygons for ring in polygon)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """The middle between its ends in both directions."""
        longitudes, latitudes = zip(
            *(here[:2] for polygon in self.polygons for here in polygon[0]), strict=True
        )
        return (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2


def signed_area(ring: Ring) -> float:
    """Return the area inside a ring in km² on the sphere; negative if it runs clockwise."""
    pairs = pairwise(ring)
    doubled = sum(
        radians(onward[0] - here[0]) * (sin(radians(here[1])) + sin(radians(onward[1])))
        for here, onward in pairs
    )
    return -doubled * EARTH_RADIUS**2 / 2


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how far two positions of one town or city are apart, in km."""
    squeeze = cos(radians((one[1] + other[1]) / 2))
    return EARTH_RADIUS * hypot(radians(other[0] - one[0]) * squeeze, radians(other[1] - one[1]))


def wound(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """Return a polygon's rings as Vega fills them: the outer one clockwise, holes against.

    Wound otherwise, a polygon is all of the earth but itself.
    """
    outer, *holes = rings
    return (turned(outer, clockwise=True), *(turned(hole, clockwise=False) for hole in holes))


def turned(ring: Ring, *, clockwise: bool) -> Ring:
    return ring if (signed_area(ring) < 0) == clockwise else ring[::-1]


def polygons_of(rings: Sequence[Ring]) -> Polygons:
    """Return the polygons that rings make together: a hole belongs to the outer ring around it."""
    outers = [ring for ring in rings if signed_area(ring) < 0]
    holes = [ring for ring in rings if signed_area(ring) > 0]
    return tuple((outer, *(hole for hole in holes if holds(outer, hole[0]))) for outer in outers)


def holds(ring: Ring, position: Sequence[float]) -> bool:
    """Whether a position lies inside a ring (even-odd rule)."""
    x, y = position
    crossed = [
        here[0] + (y - here[1]) / (onward[1] - here[1]) * (onward[0] - here[0]) > x
        for here, onward in pairwise(ring)
        if (here[1] > y) != (onward[1] > y)
    ]
    return sum(crossed) % 2 == 1


def polygons_in(feature: Any) -> Polygons:
    """Return the polygons of a GeoJSON feature as they stand. Raises ValueError for any other geometry."""
    kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    if kind not in (POLYGON, MULTIPOLYGON):
        raise ValueError(kind)
    return tuple(tuple(polygon) for polygon in ([coordinates] if kind == POLYGON else coordinates))


def geojson(shapes: Sequence[Shape], code_property: str, **members: object) -> bytes:
    """Return the shapes as a FeatureCollection with these further members."""
    features = [
        {
            "type": "Feature",
            "properties": {code_property: shape.code},
            "geometry": {"type": MULTIPOLYGON, "coordinates": shape.polygons},
        }
        for shape in shapes
    ]
    collection = {
        "type": "FeatureCollection",
        "code_property": code_property,
        **members,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def read_collection(path: Path) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection. Raises ConfigurationError for a file that is none."""
    try:
        collection = json.loads(path.read_text("utf-8"))
        if collection["type"] == "FeatureCollection" and isinstance(collection["features"], list):
            return dict(collection)
    except (ValueError, KeyError, TypeError):
        pass
    raise ConfigurationError(f"{path} is no GeoJSON FeatureCollection in UTF-8. Export it anew or remove it.")


def read_shapes(path: Path, collection: dict[str, Any], code_property: str) -> tuple[Shape, ...]:
    """Return the shapes of the collection in the file `path`, wound.

    Raises ConfigurationError that names the feature: without code or polygon, with a code that is there
    twice, a ring that does not close, or positions that are not degrees in Japan.
    """
    shapes: dict[str, Shape] = {}
    for number, feature in enumerate(collection["features"], 1):
        try:
            shape = shape_of(feature, code_property)
            if shape.code in shapes:
                raise ValueError(f"has a {code_property} that an earlier one has; merge the two")
        except ValueError as fault:
            raise ConfigurationError(f"{path}: feature {number} {fault}.") from None
        shapes[shape.code] = shape
    return tuple(shapes.values())


def shape_of(feature: Any, code_property: str) -> Shape:
    """Return one feature as a shape. Raises ValueError that says what it lacks."""
    try:
        code, polygons = feature["properties"][code_property], polygons_in(feature)
        fault = next((fault for polygon in polygons for ring in polygon for fault in faults(ring)), "")
        if not all(polygons) or not polygons:
            fault = "has no polygon"
    except (KeyError, TypeError, IndexError, ValueError):
        raise ValueError(f"needs a Polygon or MultiPolygon and the property {code_property}") from None
    if not isinstance(code, str) or not code.isdigit():
        fault = f"needs a {code_property} of digits, written as text"
    if fault:
        raise ValueError(fault)
    return Shape(code, tuple(wound(polygon) for polygon in polygons))


def faults(ring: Ring) -> Iterator[str]:
    """Yield what makes a ring none."""
    if len(ring) < 4 or ring[0] != ring[-1]:
        yield "has a ring that does not end where it begins, or with fewer than four positions"
    (west, east), (south, north) = JAPAN
    if not all(west <= position[0] <= east and south <= position[1] <= north for position in ring):
        yield "has positions that are not longitude and latitude in degrees (JGD2011 or WGS 84) in Japan"
