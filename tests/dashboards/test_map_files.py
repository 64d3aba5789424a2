"""The maps that come along cover their places; a municipality's own takes their place, or is refused."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboards.geometry import BUILT_IN, holds, signed_area
from dashboards.map_files import MapFile, built_in_map, municipality_map, own_map, prefecture_map, town_map
from store.errors import ConfigurationError
from store.home import PROJECT_ROOT, Home
from tests.command_line import jukistat
from tests.dashboards.published_home import CITY
from tests.dashboards.serving import Server, ask

WITHOUT_POINT = {"0005000", "0120000"}
"""内丸 without blocks and 下大工町: no list gives them a place."""
PUBLISHED_AREA = 305.56
"""Of 八戸市 in km² (国土地理院)."""
SQUARE = [[141.0, 40.0], [141.1, 40.0], [141.1, 40.1], [141.0, 40.1], [141.0, 40.0]]
MAPS = sorted(path.stem for path in BUILT_IN.glob("*.json"))


def named(name: str) -> MapFile:
    found = built_in_map(name)
    assert found is not None
    return found


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_maps_cover_their_places() -> None:
    towns = {row["town_code"] for row in seed("town_codes") if row["municipality_code"] == CITY}
    rows = [row for row in seed("municipality_codes") if row["municipality_kind"] != "prefecture"]
    aomori = {row["municipality_code"] for row in rows if row["municipality_code"].startswith("02")}
    assert MAPS == [CITY, "aomori", "prefectures"]
    assert set(named(CITY).shapes) == towns - WITHOUT_POINT
    assert set(named("aomori").shapes) == aomori and len(aomori) == 40
    assert set(named("prefectures").shapes) == {f"{number:02}" for number in range(1, 48)}
    assert municipality_map(CITY) == named("aomori") and prefecture_map() == named("prefectures")
    assert municipality_map("011002") is None


@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_small_wound_for_vega_and_credited(name: str) -> None:
    """Outer rings run clockwise in the file itself; otherwise Vega fills all of the earth but the place."""
    found = named(name)
    assert len(found.content) < 300_000
    for feature in json.loads(found.content)["features"]:
        for outer, *inner in feature["geometry"]["coordinates"]:
            assert signed_area(outer) < 0 and all(signed_area(hole) > 0 for hole in inner)
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in (outer, *inner))
    assert all("MLIT" in credit or "国土交通省" in credit for credit in found.credits.values())
    assert found.is_approximate == (name == CITY)


def test_cells_fill_the_city_and_do_not_overlap() -> None:
    cells, city = named(CITY), named("aomori").shapes[CITY]
    assert cells.whole_area == pytest.approx(PUBLISHED_AREA, rel=0.01)
    outline = city.polygons[0][0]
    west, south, east, north = 141.36, 40.36, 141.64, 40.6
    unsure = 0
    for position in np.random.default_rng(1).uniform((west, south), (east, north), (300, 2)).tolist():
        found = {
            cells.places[code]
            for code, shape in cells.shapes.items()
            if any(
                holds(outer, position) and not any(holds(hole, position) for hole in inner)
                for outer, *inner in shape.polygons
            )
        }
        assert len(found) <= 1, "no place is in two cells"
        unsure += bool(found) != holds(outline, position)
    assert unsure <= 9, "but for the shore, which the other outline has simplified more"


def test_two_codes_of_one_place_share_a_cell_and_one_of_them_is_drawn() -> None:
    cells = named(CITY)
    assert cells.places["0117000"] == cells.places["0073000"]
    assert set(cells.drawn(["0117000", "0001001", "0073000", "9999999"]).values()) == {"0117000", "0001001"}
    assert len(set(cells.places.values())) == 268


def feature(**changes: Any) -> dict[str, Any]:
    """Return a feature of a town, with these changes."""
    whole = {
        "type": "Feature",
        "properties": {"town_code": "0001001"},
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    return {**whole, **changes}


def write_own(home: Path, content: object) -> Path:
    path = home / "municipalities" / CITY / "towns.geojson"
    path.parent.mkdir(parents=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def collection(*features: object, **members: object) -> dict[str, object]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def test_own_polygons_take_the_place_of_cells(tmp_path: Path) -> None:
    """Wound the other way round as RFC 7946 asks, they are turned; their areas are real."""
    write_own(tmp_path, collection(feature(), credit="八戸市"))
    found = town_map(Home(tmp_path), CITY)
    assert found is not None and not found.is_approximate and found.credits["ja"] == "八戸市"
    ((ring,),) = found.shapes["0001001"].polygons
    assert signed_area(ring) < 0
    assert found.areas["0001001"] == pytest.approx(11.13 * 8.51, rel=0.01)


FAULTS = {
    "no GeoJSON FeatureCollection": ["no json", {"type": "Feature"}, []],
    "feature 2 has a town_code that an earlier one has": [collection(feature(), feature())],
    "feature 1 needs a Polygon or MultiPolygon and the property town_code": [
        collection(feature(properties={"S_NAME": "x"})),
        collection(feature(geometry={"type": "Point", "coordinates": [141, 40]})),
        collection(feature(geometry=None)),
        collection(feature(geometry={"type": "Polygon", "coordinates": [["a", "b", "c", "a"]]})),
    ],
    "feature 1 needs a town_code of digits": [collection(feature(properties={"town_code": 1001}))],
    "feature 1 has a ring that does not end where it begins": [
        collection(feature(geometry={"type": "Polygon", "coordinates": [SQUARE[:-1]]}))
    ],
    "feature 1 has positions that are not longitude and latitude": [
        collection(feature(geometry={"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]}))
    ],
    "feature 1 has no polygon": [collection(feature(geometry={"type": "MultiPolygon", "coordinates": []}))],
}
BAD = [(fault, content) for fault, contents in FAULTS.items() for content in contents]


@pytest.mark.parametrize(("fault", "content"), BAD, ids=range(len(BAD)))
def test_a_bad_file_is_refused_by_name_and_feature(tmp_path: Path, fault: str, content: object) -> None:
    path = write_own(tmp_path, content)
    with pytest.raises(ConfigurationError) as refused:
        own_map(path, CITY)
    assert str(refused.value).startswith(str(path)) and fault in str(refused.value)


def test_the_server_does_not_start_with_a_bad_file(tmp_path: Path) -> None:
    write_own(tmp_path, collection(feature(properties={})))
    finished = jukistat(tmp_path, "dashboard", exit_code=4)
    assert "towns.geojson: feature 1 needs" in finished.stderr and len(finished.stderr.splitlines()) == 1


def test_the_server_serves_maps_and_no_other_file(server: Server) -> None:
    status, headers, text = ask(server.address + named(CITY).url)
    assert (status, text.encode()) == (200, named(CITY).content)
    assert "immutable" in {name.lower(): value for name, value in headers.items()}["cache-control"]
    for name in ("023035", "CREDITS", "page"):
        assert ask(f"{server.address}/geometry/{name}.json")[0] == 404
