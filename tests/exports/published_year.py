"""Publishes the year of golden case 09: its two December stocks, and the flows its annual files print."""

from datetime import date
from pathlib import Path

import duckdb

from store.home import Home
from tests.exports.published_case import case_folder, insert_expected, insert_rows, publish, read_text_csv

CASE = case_folder("09")
OFFICIAL = CASE / "expected" / "2018-12" / "official"
CODE = "023035"

ITEM_AND_REASON_OF_HEADER = {
    "転入者数（国内）": ("in_domestic", "11"),
    "転入者数（国外）": ("in_abroad", "12"),
    "出生者数": ("birth", "13"),
    "記載その他（計）": ("other_add", "16"),
    "転出者数（国内）": ("out_domestic", "21"),
    "転出者数（国外）": ("out_abroad", "22"),
    "死亡者数": ("death", "23"),
    "消除その他（計）": ("other_remove", "26"),
}


KIND_CODES = {"japanese": "1", "foreign": "2"}


def december_value(kind: str, item_code: str) -> int:
    """Return what the movement table of December 2018 prints for both sexes."""
    rows = read_text_csv(OFFICIAL / f"movement_table_{CODE}_201812.csv")
    wanted = {"item_code": item_code, "resident_kind": kind, "sex": "total"}
    return next(int(row["value"]) for row in rows if wanted.items() <= row.items())


def rest_of_year(kind: str) -> list[dict[str, str]]:
    """Return movement rows that hold what the other eleven months must sum to, all in January."""
    annual = read_text_csv(OFFICIAL / f"mic_annual_{CODE}_2018_{kind}.csv")[0]
    return [
        {
            "municipality_code": CODE,
            "stat_month": "2018-01",
            "basis_code": "register",
            "reason_code": reason_code,
            "cancelled_reason_code": "",
            "resident_kind_code": KIND_CODES[kind],
            "movement_count": str(int(annual[header]) - december_value(kind, item_code)),
        }
        for header, (item_code, reason_code) in ITEM_AND_REASON_OF_HEADER.items()
    ]


def opening_stock() -> list[dict[str, str]]:
    """Return the residents of 2017-12-31 as rows of population_monthly; ages do not matter for rates."""
    return [
        {
            "municipality_code": CODE,
            "stat_month": "2017-12",
            "town_code": "9999999",
            "sex_code": row["性別"],
            "resident_kind_code": row["住民種別"],
            "age_code": "999",
            "population_count": "1",
        }
        for row in read_text_csv(CASE / "20171231_residents.csv")
    ]


def fill_year(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the marts with case 09, covering every month of 2018."""
    insert_expected(connection, CASE)
    for kind in ("japanese", "foreign"):
        insert_rows(connection, "movements_monthly", rest_of_year(kind))
    insert_rows(connection, "population_monthly", opening_stock())
    for month in range(1, 12):
        connection.execute(
            "insert into covered_months values (?, ?, false, true)", [CODE, date(2018, month, 1)]
        )


def publish_year(root: Path) -> Home:
    """Publish the year and return its home."""
    return publish(root, fill_year)
