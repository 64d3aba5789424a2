"""The districts of the demo: a grouping of the towns that lets pages and forms show districts."""

import csv
import io
from collections.abc import Iterable, Sequence

from store.home import Home, replace_file
from synthetic.parameters import parameter_rows, seed_rows

TOWN_COLUMNS = ("town_code", "town_name", "town_kana", "district_code")
DISTRICT_COLUMNS = ("district_code", "district_name", "sort_order")


def define_districts(home: Home) -> bool:
    """Write towns and districts of the demo's municipality into the home; return whether that was done.

    Towns that a municipality has defined already stay.
    """
    district_of = {
        (row["municipality_code"], row["town_code"]): row["district_code"]
        for row in parameter_rows("demo_town_districts")
    }
    (municipality_code,) = {code for code, _ in district_of}
    folder = home.municipalities / municipality_code
    if (folder / "towns.csv").exists():
        return False
    towns = [row for row in seed_rows("town_codes") if row["municipality_code"] == municipality_code]
    coded = ({**town, "district_code": district_of[municipality_code, town["town_code"]]} for town in towns)
    replace_file(folder / "districts.csv", written(DISTRICT_COLUMNS, parameter_rows("demo_districts")))
    replace_file(folder / "towns.csv", written(TOWN_COLUMNS, coded))
    return True


def written(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    """Return these columns of rows as CSV."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()
