"""`make geometry SOURCES=FOLDER`: makes the maps and the demo's districts of published files."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from dashboards.cartography.areas import area_shapes
from dashboards.cartography.districts import coded_districts, district_of_towns
from dashboards.cartography.sources import maps
from dashboards.cartography.towns import town_shapes
from dashboards.geometry import BUILT_IN, TOWN_CODE, Shape, geojson
from store.home import PROJECT_ROOT

PARAMETERS = PROJECT_ROOT / "synthetic" / "parameters"
SOURCE = "grouping of this project for the demo (dashboards/cartography/maps.toml); no district of the city"


def make(sources: Path) -> None:
    """Write every map and the two tables of the demo's districts."""
    towns = maps()["towns"]
    cells = town_shapes(sources)
    write_map(towns["municipality_code"], cells, TOWN_CODE, towns["credit"], is_approximate=True)
    for name, area in maps()["areas"].items():
        write_map(name, area_shapes(sources, name), area["code"], area["credit"])
    names = ((code, name, code.lstrip("0"), SOURCE) for code, name in coded_districts().items())
    write_table("demo_districts", ("district_code", "district_name", "sort_order", "source"), names)
    of_towns = ((town, district, SOURCE) for town, district in district_of_towns(sources).items())
    write_table("demo_town_districts", ("town_code", "district_code", "source"), of_towns)


def write_map(
    name: str, shapes: Sequence[Shape], code: str, credit: str, *, is_approximate: bool = False
) -> None:
    """Write one map beside the pages' own files."""
    path = BUILT_IN / f"{name}.json"
    path.write_bytes(geojson(shapes, code, credit=credit, is_approximate=is_approximate))
    print(f"{path.name}: {len(shapes)} shapes, {path.stat().st_size:,} bytes")


def write_table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one table of the synthetic register's parameters."""
    with (PARAMETERS / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    make(Path(sys.argv[1]))
