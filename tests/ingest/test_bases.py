"""The base settles what is known: changes wait for it and tell only what came after (01-feed 1.4)."""

from pathlib import Path

import pytest

from store.errors import DeliveryRefused
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.ingest.stores import Store, counts

NO_BASE = "no_base"
OTHER = {"市区町村コード": OTHER_CITY, "町字コード": ""}


def test_changes_wait_for_their_base_and_follow_it(store: Store, tmp_path: Path) -> None:
    changes = write(tmp_path / "changes.csv", [change(1), change(2, 性別="9"), change(3)])
    (waiting,) = store.load(changes)
    assert counts(waiting) == {"received": 3, "quarantined": 3}
    assert [rule for *_, rule in store.waiting()] == [NO_BASE, "sex_code_unknown", NO_BASE]
    base, replay = store.load(write(tmp_path / "residents.csv", [resident(1), resident(3)]))
    assert counts(base) == {"received": 2, "loaded": 2}
    assert counts(replay) == {"received": 2, "loaded": 2}
    assert (replay.replay_of, replay.replayed_codes, replay.file) == (1, [CITY], "changes.csv")
    assert store.waiting() == [("changes.csv", 2, "性別", "sex_code_unknown")]
    assert store.rows("changes")["row_number"].to_list() == [1, 3]


def test_in_one_load_residents_go_first(store: Store, tmp_path: Path) -> None:
    outcomes = store.load(
        write(tmp_path / "a_changes.csv", [change(1)]), write(tmp_path / "z_residents.csv", [resident(1)])
    )
    assert [(each.kind, each.loaded) for each in outcomes] == [("residents", 1), ("changes", 1)]


def test_a_replay_needs_its_file(store: Store, tmp_path: Path) -> None:
    changes = write(tmp_path / "changes.csv", [change(1)])
    store.load(changes)
    content = changes.read_bytes()
    changes.unlink()
    (base,) = store.load(write(tmp_path / "residents.csv", [resident(1)]))
    assert (base.kind, [rule for *_, rule in store.waiting()]) == ("residents", [NO_BASE])
    elsewhere = tmp_path / "found_again.csv"
    elsewhere.write_bytes(content)
    known, replay = store.offer(elsewhere)
    assert (known.is_new, known.delivery.delivery_id) == (False, 1)
    assert (replay.is_new, replay.delivery.loaded, store.waiting()) == (True, 1, [])


def test_municipalities_of_a_mixed_file_are_judged_each_by_its_own_base(store: Store, tmp_path: Path) -> None:
    store.load(write(tmp_path / "one.csv", [resident(1)]))
    mixed = write(tmp_path / "mixed.csv", [change(1), change(1, **OTHER), change(2, **OTHER), change(2)])
    (delivery,) = store.load(mixed)
    assert counts(delivery) == {"received": 4, "loaded": 2, "quarantined": 2}
    assert delivery.municipality_codes == [CITY]
    _, replay = store.load(write(tmp_path / "other.csv", [resident(1, **OTHER), resident(7, **OTHER)]))
    assert (replay.loaded, replay.replayed_codes) == (2, [OTHER_CITY])
    assert store.waiting() == []


def test_a_mixed_base_is_the_base_of_each(store: Store, tmp_path: Path) -> None:
    (base,) = store.load(write(tmp_path / "mixed.csv", [resident(1), resident(1, **OTHER)]))
    assert base.municipality_codes == [CITY, OTHER_CITY]
    (delivery,) = store.load(write(tmp_path / "changes.csv", [change(1), change(1, **OTHER)]))
    assert delivery.loaded == 2


def test_a_base_may_come_in_several_files(based: Store, tmp_path: Path) -> None:
    (second,) = based.load(write(tmp_path / "second.csv", [resident(10), resident(11, 履歴番号="5")]))
    assert counts(second) == {"received": 2, "loaded": 1, "duplicate": 1}
    (delivery,) = based.load(write(tmp_path / "changes.csv", [change(11, 5), change(11, 6)]))
    assert counts(delivery) == {"received": 2, "loaded": 1, "superseded": 1}


def test_later_residents_are_compared_and_settle_nothing(based: Store, tmp_path: Path) -> None:
    later = [resident(1, 履歴番号="9", 基準日="2024-01-31"), resident(99, 履歴番号="9", 基準日="2024-01-31")]
    (delivery,) = based.load(write(tmp_path / "later.csv", later))
    assert counts(delivery) == {"received": 2, "loaded": 2}
    (changes,) = based.load(write(tmp_path / "changes.csv", [change(1, 2), change(99, 1)]))
    assert counts(changes) == {"received": 2, "loaded": 2}
    with pytest.raises(DeliveryRefused, match="earlier than 2023-12-31"):
        based.load(write(tmp_path / "between.csv", [resident(5, 基準日="2023-12-30")]))


def test_what_the_base_tells_already_is_superseded(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "more.csv", [resident(20, 履歴番号="5")]))
    planned = {"異動事由コード": "21", "異動年月日": "2024-01-05"}
    rows = [
        change(20, 4),
        change(20, 5),
        change(20, 6),
        change(20, 5, **planned),
        change(20, 4, **planned | {"異動年月日": "2023-12-31"}),
        change(20, 4, **planned | {"異動年月日": "2024-01-00"}),
        change(20, 3, **planned | {"異動事由コード": "22"}),
        change(20, 2, 異動事由コード="23", 異動年月日="2024-01-05"),
        change(20, 2, 異動事由コード="19", 参照履歴番号="1"),
        change(20, 1, 異動事由コード="29", 参照履歴番号="1"),
        change(21, 1),
    ]
    (delivery,) = based.load(write(tmp_path / "changes.csv", rows))
    assert based.rows("changes")["row_number"].to_list() == [3, 4, 7, 9, 11]
    assert counts(delivery) == {"received": 11, "loaded": 5, "superseded": 5, "quarantined": 1}
    (notice,) = based.load(
        write(tmp_path / "notice.csv", [change(20, 4, 異動事由コード="50", 参照履歴番号="3")])
    )
    assert notice.loaded == 1


def test_a_file_speaks_for_its_municipalities_even_if_it_brings_nothing_new(
    based: Store, tmp_path: Path
) -> None:
    based.load(write(tmp_path / "january.csv", [change(1)]))
    quiet = write(tmp_path / "february.csv", [change(1), change(2, 1)])
    (delivery,) = based.load(quiet, through="2024-02-29")
    assert counts(delivery) == {"received": 2, "duplicate": 1, "superseded": 1}
    assert (delivery.municipality_codes, delivery.through_date) == ([CITY], "2024-02-29")
