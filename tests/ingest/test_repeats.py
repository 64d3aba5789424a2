"""Rows that come twice: same content is a duplicate, other content a conflict (01-feed 1.4)."""

from pathlib import Path

import pytest

from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.ingest.stores import Store, counts


def test_within_one_delivery(based: Store, tmp_path: Path) -> None:
    rows = [change(1), change(1), change(1, 氏名="別の名"), change(1, 性別="2"), change(2), change(1)]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert counts(delivery) == {"received": 6, "loaded": 2, "duplicate": 3, "quarantined": 1}
    assert based.waiting() == [("changes.csv", 4, "", "conflicting_row")]
    assert based.rows("changes")["row_number"].to_list() == [1, 5]


@pytest.mark.parametrize("block_bytes", [400, 1 << 20])
def test_between_deliveries_and_blocks(based: Store, tmp_path: Path, block_bytes: int) -> None:
    based.load(write(tmp_path / "first.csv", [change(n) for n in range(1, 11)]))
    rows = [change(n) for n in range(1, 6)] + [change(n, 性別="2") for n in range(6, 11)] + [change(1, 3)]
    (delivery,) = based.load(write(tmp_path / "second.csv", rows), block_bytes=block_bytes)
    assert counts(delivery) == {"received": 11, "loaded": 1, "duplicate": 5, "quarantined": 5}
    assert [row for _, row, _, _ in based.waiting()] == [6, 7, 8, 9, 10]
    assert set(based.rows("changes")["sex_code"]) == {"1"}


@pytest.mark.parametrize(
    "cells",
    [
        {"世帯番号": "2"},
        {"異動区分": "2"},
        {"届出年月日": ""},
        {"処理日時": "2024-01-10T10:00:01"},
        {"生年月日": "1980-06-00"},
        {"町字コード": ""},
        {"続柄": "妻"},
        {"転入前国名コード": "156"},
    ],
)
def test_every_kept_column_is_content(based: Store, tmp_path: Path, cells: dict[str, str]) -> None:
    (delivery,) = based.load(write(tmp_path / "changes.csv", [change(1), change(1, **cells)]))
    assert counts(delivery) == {"received": 2, "loaded": 1, "quarantined": 1}


def test_dropped_columns_are_no_content(based: Store, tmp_path: Path) -> None:
    other = {
        "氏名": "a",
        "氏名フリガナ": "b",
        "番地号": "c",
        "方書": "d",
        "備考": "e",
        "個人番号": "1",
        "住民票コード": "2",
    }
    (delivery,) = based.load(write(tmp_path / "changes.csv", [change(1), change(1, **other)]))
    assert counts(delivery) == {"received": 2, "loaded": 1, "duplicate": 1}


def test_the_key_holds_municipality_person_and_history(based: Store, tmp_path: Path) -> None:
    elsewhere = {"市区町村コード": OTHER_CITY, "町字コード": ""}
    based.load(write(tmp_path / "other.csv", [resident(1, **elsewhere)]))
    rows = [change(1), change(1, 3), change(2), change(1, **elsewhere)]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert counts(delivery) == {"received": 4, "loaded": 4}
    assert delivery.municipality_codes == [CITY, OTHER_CITY]


def test_residents_are_known_by_their_base_date(store: Store, tmp_path: Path) -> None:
    first = [resident(1), resident(1), resident(1, 履歴番号="2"), resident(2)]
    (base,) = store.load(write(tmp_path / "first.csv", first))
    assert counts(base) == {"received": 4, "loaded": 2, "duplicate": 1, "quarantined": 1}
    later = [resident(1, 基準日="2024-01-31"), resident(2, 基準日="2024-01-31", 性別="2")]
    (delivery,) = store.load(write(tmp_path / "later.csv", later))
    assert counts(delivery) == {"received": 2, "loaded": 2}


def test_a_refused_key_may_come_again_in_good_form(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "bad.csv", [change(1, 性別="9")]))
    (good,) = based.load(write(tmp_path / "good.csv", [change(1)]))
    assert good.loaded == 1
