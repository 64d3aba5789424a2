"""A row that lacks what decides who is counted is quarantined by its coordinates (01-feed 1.4)."""

from pathlib import Path

import pytest

from ingest.codes import read_seed
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import CITY, change, resident, to_bytes, write
from tests.ingest.stores import Store, counts
from tests.random_registers.columns import CHANGE_COLUMNS, Cells

BLANK = ""
CHANGE_FAULTS = [
    ({"市区町村コード": BLANK}, "市区町村コード", "municipality_code_missing"),
    ({"市区町村コード": "022038"}, "市区町村コード", "municipality_code_unknown"),
    ({"市区町村コード": "22039"}, "市区町村コード", "municipality_code_unknown"),
    ({"市区町村コード": "020001"}, "市区町村コード", "municipality_code_unknown"),
    ({"宛名番号": BLANK}, "宛名番号", "resident_number_missing"),
    ({"宛名番号": "12A4"}, "宛名番号", "resident_number_malformed"),
    ({"宛名番号": "1234567890123456"}, "宛名番号", "resident_number_malformed"),
    ({"宛名番号": "-"}, "宛名番号", "resident_number_malformed"),
    ({"履歴番号": BLANK}, "履歴番号", "history_number_missing"),
    ({"履歴番号": "0"}, "履歴番号", "history_number_malformed"),
    ({"履歴番号": "1000000"}, "履歴番号", "history_number_malformed"),
    ({"履歴番号": "-2"}, "履歴番号", "history_number_malformed"),
    ({"履歴番号": "2.0"}, "履歴番号", "history_number_malformed"),
    ({"異動事由コード": BLANK}, "異動事由コード", "reason_code_missing"),
    ({"異動事由コード": "00"}, "異動事由コード", "reason_code_unknown"),
    ({"異動事由コード": "99"}, "異動事由コード", "reason_code_unknown"),
    ({"異動事由コード": "1"}, "異動事由コード", "reason_code_unknown"),
    ({"異動年月日": BLANK}, "異動年月日", "changed_date_missing"),
    ({"異動年月日": "2024-13-01"}, "異動年月日", "changed_date_malformed"),
    ({"異動年月日": "2024-01-32"}, "異動年月日", "changed_date_malformed"),
    ({"異動年月日": "2024-00-10"}, "異動年月日", "changed_date_malformed"),
    ({"異動年月日": "0000-01-00"}, "異動年月日", "changed_date_malformed"),
    ({"異動年月日": "2024/01/10"}, "異動年月日", "changed_date_malformed"),
    ({"異動年月日": "2024-1-10"}, "異動年月日", "changed_date_malformed"),
    ({"処理日時": BLANK}, "処理日時", "recorded_at_missing"),
    ({"処理日時": "2024-02-30T10:00:00"}, "処理日時", "recorded_at_malformed"),
    ({"処理日時": "2024-01-10"}, "処理日時", "recorded_at_malformed"),
    ({"処理日時": "2024-01-10T24:00:00"}, "処理日時", "recorded_at_malformed"),
    ({"処理日時": "2024-01-10T10:00:00+09:00"}, "処理日時", "recorded_at_malformed"),
    ({"異動事由コード": "29"}, "参照履歴番号", "target_history_number_missing"),
    ({"異動事由コード": "50", "参照履歴番号": "x"}, "参照履歴番号", "target_history_number_malformed"),
    ({"異動事由コード": "49", "参照履歴番号": "2"}, "参照履歴番号", "target_history_number_contradicting"),
    ({"異動事由コード": "19", "参照履歴番号": "3"}, "参照履歴番号", "target_history_number_contradicting"),
    ({"生年月日": BLANK}, "生年月日", "birth_date_missing"),
    ({"生年月日": "S35.1.1"}, "生年月日", "birth_date_malformed"),
    ({"生年月日": "1980-02-33"}, "生年月日", "birth_date_malformed"),
    ({"性別": BLANK}, "性別", "sex_code_missing"),
    ({"性別": "3"}, "性別", "sex_code_unknown"),
    ({"住民種別": BLANK}, "住民種別", "resident_kind_code_missing"),
    ({"住民種別": "3"}, "住民種別", "resident_kind_code_unknown"),
    ({"世帯番号": BLANK}, "世帯番号", "household_number_missing"),
    ({"異動事由コード": "11", "世帯番号": "A"}, "世帯番号", "household_number_malformed"),
]
RESIDENT_FAULTS = [
    ({"基準日": BLANK}, "基準日", "base_date_missing"),
    ({"基準日": "2023-12-00"}, "基準日", "base_date_malformed"),
    ({"基準日": "2023-02-29"}, "基準日", "base_date_malformed"),
    ({"世帯番号": BLANK}, "世帯番号", "household_number_missing"),
    ({"性別": "9"}, "性別", "sex_code_unknown"),
    ({"宛名番号": BLANK}, "宛名番号", "resident_number_missing"),
]
WHOLE_ROW_RULES = {"conflicting_row", "field_count", "no_base"}

Coordinates = list[tuple[str, int, str, str]]


def faulty(sound: Cells, faults: list[tuple[Cells, str, str]], file: str) -> tuple[list[Cells], Coordinates]:
    """Return one sound row, then one for each fault, and where each must be found."""
    rows = [sound, *(sound | cells for cells, _, _ in faults)]
    return rows, [(file, row, column, rule) for row, (_, column, rule) in enumerate(faults, start=2)]


def test_every_fault_is_found_where_it_is(based: Store, tmp_path: Path) -> None:
    rows, expected = faulty(change(1), CHANGE_FAULTS, "changes.csv")
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert based.waiting() == expected
    assert counts(delivery) == {"received": 1 + len(expected), "loaded": 1, "quarantined": len(expected)}


def test_residents_are_judged_alike(store: Store, tmp_path: Path) -> None:
    rows, expected = faulty(resident(1), RESIDENT_FAULTS, "residents.csv")
    (delivery,) = store.load(write(tmp_path / "residents.csv", rows))
    assert store.waiting() == expected
    assert counts(delivery) == {"received": 1 + len(expected), "loaded": 1, "quarantined": len(expected)}


def test_no_rule_is_untested() -> None:
    rules = read_seed("delivery_rule_codes")
    known = set(rules.filter(rules["outcome"] == "quarantine")["rule_code"])
    assert {rule for _, _, rule in CHANGE_FAULTS + RESIDENT_FAULTS} | WHOLE_ROW_RULES == known


def test_the_first_fault_of_a_row_names_it(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "changes.csv", [change(1, 性別="9", 異動事由コード="99", 世帯番号="")]))
    assert based.waiting() == [("changes.csv", 1, "異動事由コード", "reason_code_unknown")]


def test_a_wrong_field_count_within_the_file_quarantines_its_row(based: Store, tmp_path: Path) -> None:
    lines = to_bytes([change(1), change(2), change(3), change(4), change(5)]).splitlines(keepends=True)
    lines[2] = lines[2].replace(b"\n", b",\n")
    lines[3] = lines[3].rpartition(b",,")[0] + b"\n"
    lines.insert(5, b"\n")
    path = tmp_path / "changes.csv"
    path.write_bytes(b"".join(lines))
    (delivery,) = based.load(path)
    assert based.waiting() == [("changes.csv", row, "", "field_count") for row in (2, 3, 5)]
    assert based.rows("changes")["row_number"].to_list() == [1, 4, 6]
    assert counts(delivery) == {"received": 6, "loaded": 3, "quarantined": 3}


@pytest.mark.parametrize(
    ("number", "same_as"),
    [("0000000000000012", None), ("000000000000012", "12"), ("１ ２", "12"), ("1-2", "12")],
)
def test_a_register_number_is_one_number_however_it_is_written(
    based: Store, tmp_path: Path, number: str, same_as: str | None
) -> None:
    based.load(write(tmp_path / "changes.csv", [change(number, 2), change("12", 3)]))
    tokens = based.rows("changes")["person_token"].to_list()
    assert len(set(tokens)) == 1
    assert len(tokens) == (2 if same_as else 1)


def test_the_console_lists_and_explains_without_a_value(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    write(tmp_path / "in" / "residents.csv", [resident(1)])
    write(
        tmp_path / "in" / "changes.csv",
        [change(1), change(1, 3, 性別="秘密"), change(1, 4, 異動事由コード="99")],
    )
    loaded = jukistat(home, "load", tmp_path / "in")
    assert (
        "3 received = 1 loaded + 0 duplicate + 0 superseded + 2 quarantined + 0 out of scope" in loaded.stdout
    )
    listed = report_of(home, "quarantine", "list")["quarantine"]
    assert listed == [
        {
            "file": "changes.csv",
            "row_number": row,
            "column_name": column,
            "rule": rule,
            "delivery_id": 2,
            "municipality_code": CITY,
            "reason_code": reason,
            "is_waiting": True,
        }
        for row, column, rule, reason in (
            (2, "性別", "sex_code_unknown", "32"),
            (3, "異動事由コード", "reason_code_unknown", None),
        )
    ]
    explained = jukistat(home, "quarantine", "explain", "2", "2").stdout
    assert explained.startswith("changes.csv (delivery 2), row 2, column 性別: sex_code_unknown\n")
    assert "秘密" not in loaded.stdout + explained
    assert "Row 1 of delivery 2 does not wait" in unknown_row(home)


def unknown_row(home: Path) -> str:
    return jukistat(home, "quarantine", "explain", "2", "1", exit_code=2).stderr


def test_all_columns_of_the_profile_are_known_to_the_tests() -> None:
    assert set(change(1)) == set(CHANGE_COLUMNS)
