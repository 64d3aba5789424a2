"""Rows that wait are judged anew from their file; a record sent again releases them (01-feed 1.4)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.rulings import replay_rows
from ingest.withdrawal import withdraw_delivery
from store.ledger import Delivery
from store.prefix import read_prefix
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, to_bytes, write
from tests.ingest.legacy_writing import legacy_csv
from tests.ingest.stores import Store, counts
from tests.random_registers.columns import Cells
from warehouse.waiting import WaitingRows, count_waiting

UNREAD = {"性別": "9"}


def replay(store: Store, *offered: Path) -> list[Delivery]:
    """Replay everything that waits and return the entries made."""
    return [outcome.delivery for outcome in replay_rows(store.home, list(offered)).outcomes]


def places(store: Store) -> list[tuple[str, int]]:
    return [(file, row) for file, row, _, _ in store.waiting()]


def test_what_is_refused_as_before_stays_where_it_is(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "changes.csv", [change(1), change(2, **UNREAD), change(1, 異動区分="2")]))
    before = based.digest()
    report = replay_rows(based.home, [])
    assert (report.outcomes, report.waiting, report.missing_files) == ([], 2, [])
    assert based.digest() == before


def test_rows_that_pass_are_an_entry_of_their_own(based: Store, tmp_path: Path) -> None:
    wrong = write(tmp_path / "1_wrong.csv", [change(1, 異動区分="2"), change(2, 異動区分="2")])
    right = write(tmp_path / "2_right.csv", [change(1), change(2), change(3, **UNREAD)])
    _, refused = based.load(wrong, right)
    assert counts(refused) == {"received": 3, "quarantined": 3}
    withdraw_delivery(based.home, 2, [], reason="a test file")
    (replayed,) = replay(based)
    assert counts(replayed) == {"received": 2, "loaded": 2}
    assert (replayed.replay_of, places(based)) == (3, [("2_right.csv", 3)])
    assert replay(based) == []


def test_a_row_refused_for_another_fault_waits_as_that_one_and_once(store: Store, tmp_path: Path) -> None:
    elsewhere = {"市区町村コード": OTHER_CITY, "町字コード": ""}
    rows = [change(1, **elsewhere), change(1, 異動区分="2", **elsewhere)]
    store.load(write(tmp_path / "changes.csv", rows))
    _, replayed = store.load(write(tmp_path / "base.csv", [resident(1, **elsewhere)]))
    assert counts(replayed) == {"received": 2, "loaded": 1, "quarantined": 1}
    assert store.waiting() == [("changes.csv", 2, "", "conflicting_row")]
    assert replay(store) == []


@pytest.mark.parametrize(("profile", "to_file"), [("std", to_bytes), ("legacy", legacy_csv)])
def test_a_mapped_reason_lets_rows_in_and_its_month_be_closed(
    based: Store, tmp_path: Path, profile: str, to_file: Callable[[list[Cells]], bytes]
) -> None:
    """Of two rows with the reason of a vendor's own one is sound; the other waits for its birth date now."""
    reason = {"異動事由コード": "77"}
    path = tmp_path / "changes.csv"
    path.write_bytes(to_file([change(1), change(2, **reason), change(3, 生年月日="", **reason)]))
    based.load(path)
    january = date(2024, 1, 1)
    assert count_waiting(based.home, read_prefix(based.home), CITY, january).without_reason == 2
    folder = based.home.municipalities / CITY
    folder.mkdir(parents=True)
    map_of_reasons = f"profile,item_name,source_value,code\n{profile},異動事由コード,77,32\n"
    (folder / "code_maps.csv").write_text(map_of_reasons, "utf-8")
    (replayed,) = replay(based)
    assert counts(replayed) == {"received": 2, "loaded": 1, "quarantined": 1}
    assert based.waiting() == [("changes.csv", 3, "生年月日", "birth_date_missing")]
    assert count_waiting(based.home, read_prefix(based.home), CITY, january) == WaitingRows(0, 0, 1)
    assert replay(based) == []


def test_a_file_that_moved_is_named_and_may_be_offered(based: Store, tmp_path: Path) -> None:
    first, second = (
        write(tmp_path / "1.csv", [change(1)]),
        write(tmp_path / "2.csv", [change(1, 異動区分="2")]),
    )
    based.load(first, second)
    withdraw_delivery(based.home, 2, [], reason="a test file")
    moved = second.rename(tmp_path / "moved.csv")
    assert replay_rows(based.home, []).missing_files == ["2.csv"]
    (replayed,) = replay(based, moved)
    assert (replayed.loaded, based.waiting()) == (1, [])


@pytest.mark.parametrize(
    ("rows", "waiting"),
    [
        ([change(1, **UNREAD), change(1)], []),
        ([change(1), change(1, **UNREAD)], [2]),
        ([change(1, **UNREAD), change(1, **UNREAD), change(1)], []),
        ([change(1, **UNREAD), change(1, 3)], [1]),
        ([change(1, **UNREAD), change(2)], [1]),
        ([change("", **UNREAD), change(1)], [1]),
    ],
)
def test_only_a_later_row_of_the_same_record_releases(
    based: Store, tmp_path: Path, rows: list[dict[str, str]], waiting: list[int]
) -> None:
    based.load(write(tmp_path / "changes.csv", rows))
    assert [row for _, row in places(based)] == waiting


def test_a_later_delivery_releases_and_its_withdrawal_takes_that_back(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "1.csv", [change(1, **UNREAD), change(2, **UNREAD)]))
    based.load(write(tmp_path / "2.csv", [change(1)]))
    assert places(based) == [("1.csv", 2)]
    withdraw_delivery(based.home, 3, [], reason="a test file")
    assert places(based) == [("1.csv", 1), ("1.csv", 2)]


def test_residents_are_released_by_their_base_date(store: Store, tmp_path: Path) -> None:
    store.load(write(tmp_path / "1.csv", [resident(1), resident(2, **UNREAD)]))
    store.load(write(tmp_path / "2.csv", [resident(2, 基準日="2024-01-31")]))
    assert places(store) == [("1.csv", 2)]
    store.load(write(tmp_path / "3.csv", [resident(2)]))
    assert store.waiting() == []


def test_quarantine_keeps_the_surrogate_that_the_ledger_has(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "1.csv", [change(1, 2), change(1, 3, **UNREAD), change("x", 4, **UNREAD)]))
    (token,) = based.rows("changes")["person_token"]
    kept = pl.read_parquet(based.home.quarantine / "000002.parquet")
    assert kept.select("person_token", "history_number").rows() == [(token, 3), (None, 4)]


def test_older_quarantine_files_without_keys_are_read(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "1.csv", [change(1, **UNREAD)]))
    path = based.home.quarantine / "000002.parquet"
    pl.read_parquet(path).drop("person_token", "history_number", "base_date").write_parquet(path)
    based.load(write(tmp_path / "2.csv", [change(1)]))
    assert places(based) == [("1.csv", 1)]
