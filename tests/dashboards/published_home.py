"""A home with two municipalities, published by the commands themselves; one for all workers of a run."""

import csv
from pathlib import Path

import pytest

from store.home import PROJECT_ROOT
from tests.command_line import jukistat, open_store
from tests.shared_homes import shared_folder

CITY, VILLAGE = "022039", "023035"
"""A city with districts of its own, and a town of some fifty residents without any."""
BASE_MONTH, FIRST_MONTH, LAST_MONTH = "2017-12", "2018-01", "2020-02"
MONTHS = [f"{month // 12}-{month % 12 + 1:02}" for month in range(2020 * 12 + 1, 2017 * 12 + 10, -1)]
"""From the last one to the base month."""
LIST_DATE = "2019-12-31"
"""Of a later 全件データ, which is compared."""
NORTH, SOUTH = "01", "02"
"""The districts that the city is given: its towns in turn; every seventh is in neither."""

AREAS = {
    "": "1 = 1",
    f"d-{NORTH}": f"district_code = '{NORTH}'",
    "d-999": "coalesce(district_code, '') = ''",
    "0001001.0001002": "town_code in ('0001001', '0001002')",
    f"d-{NORTH}.0001001": f"(district_code = '{NORTH}' or town_code = '0001001')",
}
"""What an area of the city is in a link, and in a condition on the marts with their towns."""


def published_home(temporary: pytest.TempPathFactory) -> Path:
    """Return the run's one home."""
    return shared_folder(temporary, "dashboards", publish) / "home"


def publish(folder: Path) -> None:
    """Make, load and build 26 months of both municipalities at a fiftieth of their size; export the last."""
    home, deliveries = open_store(folder / "home"), folder / "deliveries"
    define_districts(home / "municipalities" / CITY)
    calendar = ("--from", FIRST_MONTH, "--months", "26")
    jukistat(
        home, "synth", "--municipality", CITY, VILLAGE, "--scale", "0.02", *calendar, "--out", deliveries
    )
    jukistat(home, "load", deliveries)
    jukistat(home, "load", later_list(deliveries))
    jukistat(home, "build")
    jukistat(home, "export", "--month", LAST_MONTH, "--audience", "internal")


def later_list(deliveries: Path) -> Path:
    """Write a later 全件データ of the city and return it: the residents of the base, every seventh left out.

    One has another sex, and one a sex that nobody can read.
    """
    (base,) = deliveries.glob("*_residents.csv")
    with base.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["市区町村コード"] == CITY]
    listed = [row | {"基準日": LIST_DATE} for position, row in enumerate(rows) if position % 7]
    listed[0]["性別"] = "2" if listed[0]["性別"] == "1" else "1"
    listed[1]["性別"] = "9"
    path = deliveries.parent / "later_list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, listed[0])
        writer.writeheader()
        writer.writerows(listed)
    return path


def define_districts(folder: Path) -> None:
    """Write the city's towns into two districts."""
    with (PROJECT_ROOT / "seeds" / "town_codes.csv").open(encoding="utf-8") as stream:
        towns = [town for town in csv.DictReader(stream) if town["municipality_code"] == CITY]
    folder.mkdir(parents=True)
    with (folder / "towns.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("town_code", "town_name", "town_kana", "district_code"))
        for position, town in enumerate(towns):
            district = "" if position % 7 == 0 else (NORTH, SOUTH)[position % 2]
            writer.writerow((town["town_code"], town["town_name"], town["town_kana"], district))
    names = f"district_code,district_name,sort_order\n{NORTH},北地区,1\n{SOUTH},南地区,2\n"
    (folder / "districts.csv").write_text(names, "utf-8")
