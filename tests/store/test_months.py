"""The journal of months: what is closed after a row of closings and reopenings."""

from pathlib import Path

import pytest

from store.errors import UsageError
from store.home import Home, open_home
from store.ledger import write_delivery
from store.months import (
    MonthEntry,
    closed_digests,
    closed_through,
    month_state,
    read_month_entries,
    write_month_entry,
)
from store.prefix import LedgerPrefix, read_prefix
from tests.store.test_status import DELIVERY


def entry(entry_id: int, action: str, month: str, codes: list[str], through: str | None, *months: str):
    """Return an entry; each of `months` closed here has the entry's id as its digest."""
    digests = {code: {each: {"population_monthly": f"{entry_id}"} for each in months} for code in codes}
    moment = f"2026-04-{entry_id:02d}T09:00:00"
    return MonthEntry(entry_id, action, month, codes, moment, through, digests=digests)


CLOSINGS = [
    entry(3, "close", "2024-02", ["A", "B"], "2024-02", "2024-01", "2024-02"),
    entry(5, "close", "2024-03", ["A"], "2024-03", "2024-03"),
    entry(6, "reopen", "2024-02", ["A"], "2024-01"),
    entry(7, "close", "2024-02", ["A"], "2024-02", "2024-02"),
]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (0, {}),
        (1, {"A": "2024-02", "B": "2024-02"}),
        (2, {"A": "2024-03", "B": "2024-02"}),
        (3, {"A": "2024-01", "B": "2024-02"}),
        (4, {"A": "2024-02", "B": "2024-02"}),
    ],
)
def test_each_municipality_has_its_own_last_closed_month(made: int, expected: dict[str, str]) -> None:
    assert closed_through(CLOSINGS[:made]) == expected


def test_nothing_is_closed_after_the_first_month_was_reopened() -> None:
    assert closed_through([CLOSINGS[0], entry(4, "reopen", "2024-01", ["A"], None)]) == {"B": "2024-02"}


def test_reopened_months_keep_no_digest_and_closed_again_they_have_the_new_one() -> None:
    of_a = {month: digest for (code, month, _), digest in closed_digests(CLOSINGS[:3]).items() if code == "A"}
    assert of_a == {"2024-01": "3"}
    of_a = {month: digest for (code, month, _), digest in closed_digests(CLOSINGS).items() if code == "A"}
    assert of_a == {"2024-01": "3", "2024-02": "7"}


def test_states_of_a_month() -> None:
    assert month_state("2024-02", is_assumed=True, last_closed="2024-02") == "closed"
    assert month_state("2024-03", is_assumed=False, last_closed="2024-02") == "provisional"
    assert month_state("2024-03", is_assumed=True, last_closed=None) == "open"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A ledger of delivery 1 and closing 3."""
    home = open_home(tmp_path)
    write_delivery(home, DELIVERY)
    write_month_entry(home, CLOSINGS[0])
    return home


def test_entries_are_read_as_they_were_written(home: Home) -> None:
    assert read_month_entries(home) == CLOSINGS[:1]


def test_deliveries_and_closings_are_one_sequence(home: Home) -> None:
    whole = read_prefix(home)
    assert (whole.ids, whole.ledger_id, str(whole.made_date)) == ({1, 3}, 3, "2026-04-03")
    first = read_prefix(home, 1)
    assert first == LedgerPrefix([DELIVERY], [])
    assert (first.ledger_id, str(first.made_date)) == (1, "2026-03-02")
    assert (LedgerPrefix([], []).ledger_id, LedgerPrefix([], []).made_date) == (0, None)


@pytest.mark.parametrize("as_loaded", [0, 2, 4])
def test_an_id_that_no_entry_has_is_refused(home: Home, as_loaded: int) -> None:
    with pytest.raises(UsageError, match=f"no entry {as_loaded}; its last is 3"):
        read_prefix(home, as_loaded)


def test_an_empty_ledger_has_no_ids(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is empty"):
        read_prefix(open_home(tmp_path), 1)
