"""A dirty optional value never removes a person: it is loaded as unknown and counted (01-feed 1.4)."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingest.codes import read_seed
from store.errors import ConfigurationError
from tests.command_line import jukistat
from tests.ingest.deliveries import CITY, OTHER_CITY, change, foreigner, resident, write
from tests.ingest.stores import Store, counts
from tests.random_registers.columns import AREA_COLUMNS, blank_cells

FOREIGN_ENTRY = {"異動事由コード": "12", "転入前国名コード": "156"}
WARNINGS = [
    # cells of the row, the rule, the ledger column it concerns, and what that column holds then
    ({"異動区分": "9"}, "notification_type_code_unknown", "notification_type_code", None),
    ({"処理日時": "9999-01-10T10:00:00"}, "recorded_at_in_future", "recorded_date", date(9999, 1, 10)),
    ({"届出年月日": "令和6年1月20日"}, "notified_date_malformed", "notified_date", None),
    ({"町字コード": "12"}, "town_code_malformed", "town_code", None),
    ({"町字コード": "00A1000"}, "town_code_malformed", "town_code", None),
    ({"町字コード": "7654321"}, "town_code_not_in_master", "town_code", "7654321"),
    ({"続柄": "大家"}, "relationship_unknown", "relationship_codes", None),
    ({"続柄": "子の"}, "relationship_unknown", "relationship_codes", None),
    (foreigner() | {"国籍・地域コード": "CHN"}, "nationality_code_unknown", "nationality_code", "999"),
    (foreigner(在留資格="観光"), "residence_status_unknown", "residence_status_code", None),
    (foreigner(第30条45規定区分="観光"), "article_30_45_unknown", "article_30_45_code", None),
    ({"国籍・地域コード": "156"}, "nationality_code_contradicting", "nationality_code", None),
    ({"在留資格": "永住者"}, "residence_status_contradicting", "residence_status_code", None),
    ({"第30条45規定区分": "中長期在留者"}, "article_30_45_contradicting", "article_30_45_code", None),
    (
        {"異動事由コード": "11", "転入前市区町村コード": "131017"},
        "origin_municipality_code_unknown",
        "origin_municipality_code",
        None,
    ),
    (FOREIGN_ENTRY | {"転入前国名コード": "USA"}, "origin_country_code_unknown", "origin_country_code", None),
    (
        {"異動事由コード": "21", "転出先市区町村コード": "13101"},
        "destination_municipality_code_unknown",
        "destination_municipality_code",
        None,
    ),
    (
        {"異動事由コード": "22", "転出先国名コード": "X"},
        "destination_country_code_unknown",
        "destination_country_code",
        None,
    ),
    ({"異動事由コード": "23", "世帯番号": "A"}, "household_number_malformed", "household_token", None),
    ({"個人番号": "12345678901"}, "my_number_malformed", "", None),
    ({"個人番号": "123456789010"}, "my_number_check_digit", "", None),
    ({"住民票コード": "1234567890"}, "resident_record_code_malformed", "", None),
    ({"住民票コード": "12345678901"}, "resident_record_code_check_digit", "", None),
]
UNKNOWN_WITHOUT_WARNING = [
    ({"異動区分": ""}, "notification_type_code", None),
    ({"届出年月日": ""}, "notified_date", None),
    ({"届出年月日": "2024-01-00"}, "notified_date", None),
    ({"町字コード": ""}, "town_code", None),
    ({"続柄": ""}, "relationship_codes", None),
    (foreigner() | {"国籍・地域コード": ""}, "nationality_code", "999"),
    (foreigner() | {"国籍・地域コード": "999"}, "nationality_code", "999"),
    (foreigner(在留資格=""), "residence_status_code", None),
    ({"参照履歴番号": "x"}, "target_history_number", None),
    ({"異動事由コード": "23", "世帯番号": ""}, "household_token", None),
    ({"個人番号": "123456789018"}, "delivery_id", 2),
]


def values_after_load(
    store: Store, path: Path, cases: list[tuple[dict[str, str], str, object]]
) -> list[object]:
    """Load one row per case, and return what the case's column holds in its row."""
    store.load(write(path, [change(1, history, **cells) for history, (cells, _, _) in enumerate(cases, 2)]))
    rows = store.rows("changes").rows(named=True)
    return [row.get(column) for row, (_, column, _) in zip(rows, cases, strict=True)]


def test_a_dirty_value_is_loaded_as_unknown_and_counted(based: Store, tmp_path: Path) -> None:
    cases = [(cells, column, value) for cells, _, column, value in WARNINGS]
    expected = [value for _, _, value in cases]
    assert values_after_load(based, tmp_path / "changes.csv", cases) == expected
    delivery = based.deliveries()[-1]
    assert counts(delivery) == {"received": len(cases), "loaded": len(cases)}
    assert delivery.warnings == Counter(rule for _, rule, _, _ in WARNINGS)


def test_what_may_be_unknown_is_no_reason_for_a_warning(based: Store, tmp_path: Path) -> None:
    expected = [value for _, _, value in UNKNOWN_WITHOUT_WARNING]
    assert values_after_load(based, tmp_path / "changes.csv", UNKNOWN_WITHOUT_WARNING) == expected
    assert based.deliveries()[-1].warnings == {}


def test_no_warning_is_untested() -> None:
    rules = read_seed("delivery_rule_codes")
    known = set(rules.filter(rules["outcome"] == "warning")["rule_code"]) | {"household_number_malformed"}
    assert {rule for _, rule, _, _ in WARNINGS} | {"area_code_unknown"} == known


def test_terms_are_compared_after_nfkc(based: Store, tmp_path: Path) -> None:
    rows = [
        change(1, 2, **foreigner(在留資格="特定技能１号")),
        change(1, 3, **foreigner(在留資格="特定技能1号"), 続柄="子の子"),
        change(1, 4, 続柄="世帯主"),
    ]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert delivery.warnings == {}
    loaded = based.rows("changes")
    assert loaded["residence_status_code"].to_list() == ["19", "19", None]
    assert loaded["relationship_codes"].to_list() == ["01", "04-04", "01"]
    assert loaded["is_householder"].to_list() == [True, False, True]


def test_only_loaded_rows_are_warned_about(based: Store, tmp_path: Path) -> None:
    dirty = change(1, 2, 町字コード="12")
    rows = [
        dirty,
        dirty,
        change(1, 2, 町字コード="x", 性別="2"),
        change(1, 1, 町字コード="y"),
        change(2, 2, 性別="9", 町字コード="z"),
    ]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert counts(delivery) == {"received": 5, "loaded": 1, "duplicate": 1, "superseded": 1, "quarantined": 2}
    assert delivery.warnings == {"town_code_malformed": 1}
    (again,) = based.load(write(tmp_path / "again.csv", [dirty]))
    assert (again.duplicate, again.warnings) == (1, {})


def test_impossible_and_half_known_dates_are_kept_as_given(based: Store, tmp_path: Path) -> None:
    dates = ["2001-02-29", "1950-05-00", "1950-00-00", "0000-00-00", "1912-07-30"]
    rows = [change(1, 2 + n, 生年月日=day, 異動年月日=day) for n, day in enumerate(dates)]
    based.load(write(tmp_path / "changes.csv", rows))
    loaded = based.rows("changes")
    assert loaded.select("birth_year", "birth_month", "birth_day").rows() == [
        (2001, 2, 29),
        (1950, 5, None),
        (1950, None, None),
        (None, None, None),
        (1912, 7, 30),
    ]
    assert loaded.select("changed_year", "changed_month", "changed_day").rows() == [
        tuple(map(int, day.split("-"))) for day in dates
    ]
    assert loaded["changed_date"].is_not_null().to_list() == [False, False, False, False, True]


def define(store: Store, name: str, text: str) -> None:
    """Write what the city defines itself."""
    folder = store.home.municipalities / CITY
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_towns_of_the_municipality_replace_the_built_in_ones(based: Store, tmp_path: Path) -> None:
    define(based, "towns.csv", "town_code,town_name,town_kana,district_code\n7654321,新町,シンマチ,\n")
    rows = [change(1, 町字コード="7654321"), change(2, 町字コード="0001001")]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert delivery.warnings == {"town_code_not_in_master": 1}
    assert based.rows("changes")["town_code"].to_list() == ["7654321", "0001001"]


def test_area_codes_are_those_of_the_municipality(based: Store, tmp_path: Path) -> None:
    define(based, "areas.csv", "area_system_number,area_code,area_name\n1,A1,第一\n2,B1,学区\n")
    based.load(write(tmp_path / "other.csv", [resident(1, 市区町村コード=OTHER_CITY)]))
    blank = blank_cells(AREA_COLUMNS)
    rows = [
        blank | change(1, 地区管理コード1="A1", 地区管理コード2="B1"),
        blank | change(2, 地区管理コード1="B1"),
        blank | change(1, 地区管理コード1="A1", 市区町村コード=OTHER_CITY, 町字コード=""),
        blank | change(3),
    ]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert (delivery.loaded, delivery.warnings) == (4, {"area_code_unknown": 2})
    loaded = based.rows("changes").sort("row_number")
    assert loaded.select("area_code_1", "area_code_2").rows() == [("A1", "B1"), *[(None, None)] * 3]


@pytest.mark.parametrize("name", ["towns.csv", "areas.csv"])
def test_a_table_of_the_municipality_that_is_none_is_named(based: Store, tmp_path: Path, name: str) -> None:
    define(based, name, "name\n新町\n")
    before = based.digest()
    with pytest.raises(ConfigurationError, match=rf"{CITY}/{name} cannot be read as a table"):
        based.load(write(tmp_path / "changes.csv", [change(1)]))
    assert based.digest() == before


def test_a_load_says_each_warning_once(based: Store, tmp_path: Path) -> None:
    """A hundred deliveries warn of the same: what is special about one of them must not drown in it."""
    first = write(tmp_path / "first.csv", [change(1, 町字コード="12"), change(2, 町字コード="13")])
    second = write(tmp_path / "second.csv", [change(3, 町字コード="12", 続柄="大家")])
    printed = jukistat(based.home.root, "load", first, second).stdout.splitlines()
    assert [line for line in printed if "warning" in line] == [
        "warning relationship_unknown: 1 rows, 1 of 2 deliveries",
        "warning town_code_malformed: 3 rows, 2 of 2 deliveries",
    ]
    again = jukistat(based.home.root, "load", first, second).stdout
    assert "warning" not in again
