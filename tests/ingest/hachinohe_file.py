"""A small register file in the clothes of Hachinohe: records with the items that matter, the others blank."""

from datetime import date
from typing import Any

import polars as pl

from ingest.hachinohe.records import Extract
from ingest.hachinohe.translation import changes_of, residents_of

CITY = "022039"
ITEMS = {
    "3": ("世帯コード", "住定年月日", "住定事由", "住定届出日", "現住所", "除票フラグ"),
    "4": (
        "世帯コード",
        "履歴区分",
        "異動年月日",
        "現住所履歴/住定年月日",
        "現住所履歴/旧住定事由",
        "現住所履歴/旧住定届出日",
        "現住所履歴/旧住所/町字コード",
    ),
    "6": (
        "住民コード",
        "世帯コード",
        "性別",
        "続柄コード",
        "生年月日",
        "増年月日",
        "増事由",
        "増届出年月日",
        "減年月日",
        "減事由",
        "減届出年月日",
        "削除フラグ",
        "住民区分",
    ),
    "9": (
        "住民コード",
        "世帯コード",
        "項目番号",
        "異動年月日",
        "続柄履歴/旧続柄",
        "生年月日履歴/旧生年月日",
        "性別履歴/旧生年月日",
    ),
    "10": (
        "住民コード",
        "世帯コード",
        "異動年月日",
        "異動事由",
        "届出年月日",
        "住所区分",
        "市外住所/住所コード",
        "市内住所/転居前・先住所/町字コード",
    ),
    "13": (
        "住民コード",
        "世帯コード",
        "国籍・地域",
        "第30条の45区分",
        "在留資格期間コード/在留資格コード",
    ),
    "14": (
        "住民コード",
        "世帯コード",
        "外国人履歴区分",
        "記載日",
        "外国人履歴3/国籍・地域履歴/国籍・地域",
        "外国人履歴4/第30条の45区分履歴/第30条の45区分",
        "外国人履歴7/在留資格期間履歴/在留資格期間コード/在留資格期間等",
    ),
}
BASE, APRIL, MAY = date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)
TOKYO, SENDAI = "131016", "041009"
A, B, C = "0001001", "0002001", "0003001"
OLD_ENTRY = ("11", "2010-05-01", "2010-05-02")
STABLE = ["person_token", "history_number", "reason_code", "changed_date", "notified_date", "recorded_at"]
STATE = [
    "birth_date",
    "sex_code",
    "resident_kind_code",
    "nationality_code",
    "article_30_45_code",
    "residence_status_code",
    "relationship_codes",
    "town_code",
]
Cells = dict[str, str]
BEFORE, AFTER = "1", "2"
"""住所区分: the address before and after a change."""


def extract_of(extracted_at: date, *records: tuple[str, Cells]) -> Extract:
    """Return the extract that holds these records, rows numbered per record type."""
    frames = {}
    for number, items in ITEMS.items():
        rows = [{item: cells.get(item, "") for item in items} for name, cells in records if name == number]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(items, pl.String))
        frames[number] = frame.with_row_index("row_number", offset=1).cast({"row_number": pl.Int64})
    return Extract(CITY, extracted_at, frames)


def household(
    number: str, town: str, settled: str, reason: str = "11", notified: str = ""
) -> tuple[str, Cells]:
    """Return a record 3."""
    cells = {"住定年月日": settled, "住定事由": reason, "住定届出日": notified or settled, "現住所": town}
    return "3", {"世帯コード": number, **cells}


def former_address(number: str, town: str, settled: str, reason: str = "11") -> tuple[str, Cells]:
    """Return a record 4: an address that a household has left."""
    cells = {
        "履歴区分": "1",
        "現住所履歴/住定年月日": settled,
        "現住所履歴/旧住定事由": reason,
        "現住所履歴/旧住定届出日": settled,
        "現住所履歴/旧住所/町字コード": town,
    }
    return "4", {"世帯コード": number, **cells}


def person(
    number: str,
    household_number: str,
    entry: tuple[str, str, str],
    removal: tuple[str, str, str] = ("", "", ""),
    **cells: str,
) -> tuple[str, Cells]:
    """Return a record 6; entry and removal are reason, date of change, date of notification."""
    entry_items = dict(zip(("増事由", "増年月日", "増届出年月日"), entry, strict=True))
    removal_items = dict(zip(("減事由", "減年月日", "減届出年月日"), removal, strict=True))
    usual = {"性別": "1", "生年月日": "1980-06-15", "続柄コード": "世帯主"}
    keys = {"住民コード": number, "世帯コード": household_number}
    return "6", {**keys, **usual, **entry_items, **removal_items, **cells}


def correction(number: str, kind: str, changed: str, item: str, former: str) -> tuple[str, Cells]:
    """Return a record 9: the former value of an attribute."""
    return "9", {"住民コード": number, "項目番号": kind, "異動年月日": changed, item: former}


def address(
    number: str,
    change: tuple[str, str, str],
    side: str = BEFORE,
    *,
    outside: str = "",
    town: str = "",
) -> tuple[str, Cells]:
    """Return a record 10; the change is reason, date, date of notification."""
    items = dict(zip(("異動事由", "異動年月日", "届出年月日"), change, strict=True))
    place = {"市外住所/住所コード": outside, "市内住所/転居前・先住所/町字コード": town}
    return "10", {"住民コード": number, "住所区分": side, **items, **place}


def foreigner(number: str, nationality: str, article: str, status: str) -> tuple[str, Cells]:
    """Return a record 13."""
    cells = {
        "国籍・地域": nationality,
        "第30条の45区分": article,
        "在留資格期間コード/在留資格コード": status,
    }
    return "13", {"住民コード": number, **cells}


def foreign_correction(number: str, kind: str, changed: str, former: str) -> tuple[str, Cells]:
    """Return a record 14: the former nationality (3), article 30-45 (4) or residence status (7)."""
    items = {
        "3": "外国人履歴3/国籍・地域履歴/国籍・地域",
        "4": "外国人履歴4/第30条の45区分履歴/第30条の45区分",
        "7": "外国人履歴7/在留資格期間履歴/在留資格期間コード/在留資格期間等",
    }
    return "14", {"住民コード": number, "外国人履歴区分": kind, "記載日": changed, items[kind]: former}


HOMES = (
    household("1", B, "2025-04-20", "31"),
    former_address("1", A, "2010-05-01"),
    household("2", A, "2009-01-01"),
)


def told(extract: Extract, *, since: date = BASE, person_number: str | None = None) -> list[dict[str, Any]]:
    """Return the changes of an extract, or of one of its persons, in order."""
    rows = changes_of(extract, since=since).rows
    if person_number:
        rows = rows.filter(pl.col("person_token") == person_number)
    return rows.sort("person_token", pl.col("history_number").cast(pl.Int64)).to_dicts()


def brief(rows: list[dict[str, Any]], *columns: str) -> list[tuple[str, ...]]:
    """Return these columns of rows; `day` is the day of recording without its year and time."""
    return [
        tuple(row["recorded_at"][5:10] if column == "day" else row[column] for column in columns)
        for row in rows
    ]


def listed(extract: Extract) -> dict[str, dict[str, Any]]:
    return {row["person_token"]: row for row in residents_of(extract).rows.to_dicts()}
