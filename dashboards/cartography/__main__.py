"""`make geometry SOURCES=FOLDER`: makes the maps and the demo's districts of published files."""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
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
    write_map(towns["municipality_code"], town_shapes(sources), TOWN_CODE, towns, is_approximate=True)
    for name, area in maps()["areas"].items():
        write_map(name, area_shapes(sources, name), area["code"], area, is_approximate=False)
    names = ((code, name, code.lstrip("0"), SOURCE) for code, name in coded_districts().items())
    write_table("demo_districts", ("district_code", "district_name", "sort_order", "source"), names)
    columns = ("municipality_code", "town_code", "district_code", "source")
    of_towns = district_of_towns(sources).items()
    rows = ((towns["municipality_code"], town, district, SOURCE) for town, district in of_towns)
    write_table("demo_town_districts", columns, rows)


def write_map(
    name: str, shapes: Sequence[Shape], code: str, settings: Mapping[str, str], *, is_approximate: bool
) -> None:
    """Write one map with its credits beside the pages' own files."""
    path = BUILT_IN / f"{name}.json"
    credits = {member: settings[member] for member in ("credit_ja", "credit_en")}
    path.write_bytes(geojson(shapes, code, **credits, is_approximate=is_approximate))
    print(f"{path.name}: {len(shapes)} shapes, {path.stat().st_size:,} bytes")


def write_table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one table of the synthetic register's parameters."""
    with (PARAMETERS / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    make(Path(sys.argv[1]))
