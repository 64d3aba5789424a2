"""Accepted corrections, settled rows, withdrawn deliveries: what stands and what is refused (5.1)."""

from pathlib import Path

import pytest

from ingest.rulings import accept_rows, replay_rows, settle_rows
from ingest.withdrawal import withdraw_delivery
from store.errors import UsageError
from store.ledger import Delivery
from store.months import MonthEntry, write_month_entry
from store.prefix import read_prefix
from store.rulings import Ruling, write_ruling
from tests.ingest.deliveries import CITY, change, resident, write
from tests.ingest.stores import Store, counts

WHY = "confirmed"
OTHER, THIRD = {"異動区分": "2"}, {"異動区分": "3"}


def accept(store: Store, delivery_id: int, *rows: int) -> Delivery:
    return accept_rows(store.home, delivery_id, list(rows), [], reason=WHY).delivery


def withdraw(store: Store, delivery_id: int) -> list[Delivery]:
    """Withdraw a delivery and return the entries that bring in what later ones had repeated."""
    withdrawal = withdraw_delivery(store.home, delivery_id, [], reason=WHY)
    return [outcome.delivery for outcome in withdrawal.outcomes]


def close(store: Store, month: str | None) -> None:
    """Close the city's months up to this one, or reopen all, as the journal of months says it."""
    entry_id = read_prefix(store.home).ledger_id + 1
    action = "close" if month else "reopen"
    write_month_entry(
        store.home, MonthEntry(entry_id, action, month or "2024-01", [CITY], "2026-01-01", month)
    )


def load(store: Store, path: Path, *rows: dict[str, str]) -> Delivery:
    return store.load(write(path, rows))[0]


def test_a_correction_is_what_later_rows_are_compared_with(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1))
    load(based, tmp_path / "2.csv", change(1, **OTHER))
    accepted = accept(based, 3, 1)
    assert counts(accepted) == {"received": 1, "loaded": 1}
    assert (accepted.replaced_rows, accepted.reason, based.waiting()) == ([[2, 1]], WHY, [])
    again = load(based, tmp_path / "3.csv", change(1, **OTHER), change(1), change(1, **THIRD))
    assert counts(again) == {"received": 3, "duplicate": 1, "quarantined": 2}
    second = accept(based, 5, 3)
    assert second.replaced_rows == [[2, 1], [4, 1]]
    withdraw(based, 4)
    assert counts(load(based, tmp_path / "4.csv", change(1, **THIRD))) == {"received": 1, "duplicate": 1}


def test_withdrawing_a_correction_brings_the_first_row_back(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1))
    load(based, tmp_path / "2.csv", change(1, **OTHER))
    accept(based, 3, 1)
    assert withdraw(based, 4) == []
    assert [row for _, row, _, _ in based.waiting()] == [1]
    again = load(based, tmp_path / "3.csv", change(1), change(2))
    assert counts(again) == {"received": 2, "loaded": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("delivery_id", "rows", "sentence"),
    [
        (3, [3], "Row 3 of 2.csv waits by rule sex_code_unknown; only a conflicting row"),
        (3, [1, 9], r"Row 9 of delivery 3 \(2.csv\) does not wait"),
        (3, [1, 2], "Not every row named of 2.csv can take the place of another"),
        (7, [1], "There is no delivery 7"),
    ],
)
def test_what_cannot_be_accepted_changes_nothing(
    based: Store, tmp_path: Path, delivery_id: int, rows: list[int], sentence: str
) -> None:
    load(based, tmp_path / "1.csv", change(1))
    load(based, tmp_path / "2.csv", change(1, **OTHER), change(1, **THIRD), change(2, 性別="9"))
    before = based.digest()
    with pytest.raises(UsageError, match=sentence):
        accept(based, delivery_id, *rows)
    assert based.digest() == before


def test_a_correction_of_the_base_is_what_changes_are_judged_by(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path / "1.csv", resident(1))
    load(store, tmp_path / "2.csv", resident(1, 履歴番号="5"))
    accept(store, 2, 1)
    changes = load(store, tmp_path / "3.csv", change(1, 5), change(1, 6))
    assert counts(changes) == {"received": 2, "loaded": 1, "superseded": 1}


def test_settled_rows_wait_no_longer(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1, 性別="9"), change(2, 性別="9"))
    with pytest.raises(UsageError, match="Say why"):
        settle_rows(based.home, 2, [1], reason=" ")
    ruling = settle_rows(based.home, 2, [1], reason=WHY)
    assert (ruling.entry_id, [row for _, row, _, _ in based.waiting()]) == (3, [2])
    with pytest.raises(UsageError, match="Row 1 of delivery 2"):
        settle_rows(based.home, 2, [1], reason=WHY)
    assert load(based, tmp_path / "2.csv", change(2)).delivery_id == 4
    assert based.waiting() == []


def test_a_base_is_not_withdrawn_under_its_changes(store: Store, tmp_path: Path) -> None:
    base = write(tmp_path / "base.csv", [resident(1)])
    store.load(base)
    load(store, tmp_path / "1.csv", change(1), change(1, 1))
    load(store, tmp_path / "list.csv", resident(1, 基準日="2024-01-31"))
    before = store.digest()
    with pytest.raises(UsageError, match=f"Delivery 1 is the base of {CITY}, and the changes of delivery 2"):
        withdraw(store, 1)
    assert store.digest() == before
    withdraw(store, 3)
    withdraw(store, 2)
    withdraw(store, 1)
    with pytest.raises(UsageError, match=r"Delivery 1 is withdrawn already \(ledger entry 6\)"):
        withdraw(store, 1)
    assert [each.is_new for each in store.offer(base)] == [True]
    assert read_prefix(store.home).standing[0].delivery_id == 7


def test_what_several_deliveries_repeated_is_loaded_once(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1), change(2))
    load(based, tmp_path / "2.csv", change(1), change(3))
    load(based, tmp_path / "3.csv", change(2), change(1))
    replays = withdraw(based, 2)
    assert [(each.replay_of, counts(each)) for each in replays] == [
        (3, {"received": 1, "loaded": 1}),
        (4, {"received": 2, "loaded": 1, "duplicate": 1}),
    ]
    with pytest.raises(UsageError, match="Entry 6 replays rows of delivery 3; withdraw that one"):
        withdraw(based, 6)
    replays = withdraw(based, 3)
    assert [(each.replay_of, counts(each)) for each in replays] == [(7, {"received": 1, "loaded": 1})]
    assert load(based, tmp_path / "4.csv", change(1), change(2), change(1)).duplicate == 3


def test_a_withdrawal_cut_short_is_finished_by_the_next_load(based: Store, tmp_path: Path) -> None:
    """The ruling is on disk, what a later delivery repeated was not loaded yet."""
    load(based, tmp_path / "1.csv", change(1))
    load(based, tmp_path / "2.csv", change(1), change(2))
    write_ruling(based.home, Ruling(4, "withdraw", [2], "2026-01-01T09:00:00", WHY))
    other, replayed = based.load(write(tmp_path / "3.csv", [change(3)]))
    assert (other.delivery_id, replayed.replay_of, counts(replayed)) == (5, 3, {"received": 1, "loaded": 1})
    assert replay_rows(based.home, []).outcomes == []


def test_closed_months_keep_their_rows(based: Store, tmp_path: Path) -> None:
    """January is closed: what counts in it stays; what came after the close counts later and may go."""
    january, february = {"処理日時": "2024-01-10T10:00:00"}, {"処理日時": "2024-02-10T10:00:00"}
    load(based, tmp_path / "1.csv", change(1, **january))
    load(based, tmp_path / "2.csv", change(2, **february))
    load(based, tmp_path / "3.csv", change(1, **january, **OTHER), change(2, **february, **OTHER))
    close(based, "2024-01")
    load(based, tmp_path / "5.csv", change(3, **january))
    sentence = f"belongs to 2024-01 of {CITY}, which is closed. Run `jukistat month reopen 2024-01"
    with pytest.raises(UsageError, match=f"A row of delivery 2 {sentence}"):
        withdraw(based, 2)
    with pytest.raises(UsageError, match=f"A row loaded first {sentence}"):
        accept(based, 4, 1)
    withdraw(based, 6)
    assert accept(based, 4, 2).loaded == 1
    close(based, None)
    assert accept(based, 4, 1).loaded == 1


def test_a_closed_month_stays_covered(based: Store, tmp_path: Path) -> None:
    """A quiet January: only what says that February is complete covers it."""
    february = write(tmp_path / "1.csv", [change(1, 処理日時="2024-02-10T10:00:00")])
    based.load(february, through="2024-02-29")
    close(based, "2024-01")
    with pytest.raises(UsageError, match=f"Without delivery 2 nothing covers 2024-01 of {CITY}"):
        withdraw(based, 2)
    load(based, tmp_path / "2.csv", change(2, 処理日時="2024-02-11T10:00:00"))
    assert withdraw(based, 2) == []


def test_a_correction_may_not_move_into_a_closed_month(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1, 処理日時="2024-02-10T10:00:00"))
    load(based, tmp_path / "2.csv", change(1, 処理日時="2024-01-10T10:00:00"))
    close(based, "2024-01")
    with pytest.raises(UsageError, match="A row to be accepted belongs to 2024-01"):
        accept(based, 3, 1)


def test_months_are_those_of_the_date_the_municipality_counts_by(based: Store, tmp_path: Path) -> None:
    load(based, tmp_path / "1.csv", change(1, 処理日時="2024-02-01T10:00:00", 届出年月日="2024-01-31"))
    load(based, tmp_path / "2.csv", change(2, 処理日時="2024-02-01T10:00:00", 届出年月日="2024-01-31"))
    close(based, "2024-01")
    withdraw(based, 2)
    folder = based.home.municipalities / CITY
    folder.mkdir(parents=True)
    (folder / "counting_rule.csv").write_text("counting_date_code\nnotified\n")
    with pytest.raises(UsageError, match="belongs to 2024-01"):
        withdraw(based, 3)
