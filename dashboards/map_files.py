"""The maps that pages draw: those that come with the project, and a municipality's own in their place.

`<home>/municipalities/<code>/towns.geojson` (property town_code) is read once, when the server starts, and
takes the place of approximate cells. Nothing is fetched from outside: the server serves every map itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from dashboards.geometry import BUILT_IN, TOWN_CODE, Box, Shape, geojson, read_collection, read_shapes
from store.home import Home

OWN_TOWNS = "towns.geojson"
PREFECTURES = "prefectures"
MUNICIPALITIES_OF = {"02": "aomori"}
"""By the first two digits of municipality codes: the map of that prefecture's municipalities."""
ROUTE = "/geometry/{name}.json"


@dataclass(frozen=True)
class MapFile:
    """A map as it is served."""

    name: str
    content: bytes
    code_property: str
    credits: Mapping[str, str]
    """By language; blank where none is stated."""
    is_approximate: bool

    @cached_property
    def url(self) -> str:
        """Where the server serves it; another content has another address, so browsers may keep it."""
        return f"{ROUTE.format(name=self.name)}?v={sha256(self.content).hexdigest()[:16]}"

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        collection = json.loads(self.content)
        return {shape.code: shape for shape in read_shapes(Path(self.name), collection, self.code_property)}

    @cached_property
    def areas(self) -> Mapping[str, float]:
        """Areas in km² by code."""
        return {code: shape.area for code, shape in self.shapes.items()}

    @cached_property
    def whole_area(self) -> float:
        """In km², each place once."""
        return sum(self.areas[code] for code in set(self.places.values()))

    @cached_property
    def places(self) -> Mapping[str, str]:
        """By code, the first code of the same shape: a place may have two codes."""
        first: dict[str, str] = {}
        return {code: first.setdefault(repr(shape.polygons), code) for code, shape in self.shapes.items()}

    @cached_property
    def centre(self) -> Box:
        """The box with most places: without the outer eighth of them in each direction."""
        sides = [sorted(side) for side in zip(*(shape.middle for shape in self.shapes.values()), strict=True)]
        outer = len(self.shapes) // 8
        (west, east), (south, north) = ((side[outer], side[-1 - outer]) for side in sides)
        return west, south, east, north

    def drawn(self, codes: Iterable[str]) -> dict[str, str]:
        """Return which of `codes` is drawn at each place: the first; others of the same place are hidden."""
        found: dict[str, str] = {}
        for code in codes:
            if code in self.places:
                found.setdefault(self.places[code], code)
        return found


def town_map(home: Home, municipality_code: str) -> MapFile | None:
    """Return the map of a municipality's towns, its own before the one that comes along; None: neither.

    Raises ConfigurationError for a file of its own that is none.
    """
    own = home.municipalities / municipality_code / OWN_TOWNS
    return own_map(own, municipality_code) if own.exists() else built_in_map(municipality_code)


def municipality_map(municipality_code: str) -> MapFile | None:
    """Return the map of all municipalities of the prefecture of this one, None if there is none."""
    name = MUNICIPALITIES_OF.get(municipality_code[:2])
    return built_in_map(name) if name else None


def prefecture_map() -> MapFile | None:
    return built_in_map(PREFECTURES)


def named_map(home: Home, name: str) -> MapFile | None:
    """Return the map that is served under `name`: a municipality's code, or a name of a larger one."""
    return town_map(home, name) if name.isdigit() else built_in_map(name)


@lru_cache
def built_in_map(name: str) -> MapFile | None:
    """Return a map that comes with the project, None if there is none of this name."""
    path = BUILT_IN / f"{name}.json"
    if path not in BUILT_IN.iterdir():
        return None
    content = path.read_bytes()
    told = json.loads(content)
    credits = {"ja": told["credit_ja"], "en": told["credit_en"]}
    return MapFile(name, content, told["code_property"], credits, told["is_approximate"])


@lru_cache
def own_map(path: Path, municipality_code: str) -> MapFile:
    """Return the map of a municipality's own polygons, wound as Vega needs them."""
    collection = read_collection(path)
    shapes = read_shapes(path, collection, TOWN_CODE)
    credit = str(collection.get("credit", ""))
    credits = {"ja": credit, "en": str(collection.get("credit_en", credit))}
    content = geojson(shapes, TOWN_CODE)
    return MapFile(municipality_code, content, TOWN_CODE, credits, is_approximate=False)


def check_own_maps(home: Home) -> None:
    """Read every municipality's own map. Raises ConfigurationError that names file, feature and fault."""
    for path in sorted(home.municipalities.glob(f"[0-9]*/{OWN_TOWNS}")):
        own_map(path, path.parent.name)
