"""Which quarantined rows stand against closing a month."""

from datetime import date
from pathlib import Path

import pytest

from ingest.parts import write_quarantine
from ingest.spool import RejectionSpool
from store.errors import CheckFailed
from store.home import Home, open_home
from store.ledger import Delivery
from store.prefix import LedgerPrefix
from tests.store.test_status import DELIVERY
from warehouse.waiting import WaitingRows, count_waiting, require_nothing_waits

CITY, VILLAGE = "022039", "023035"
NOBODY = WaitingRows(0, 0, 0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


def delivery(delivery_id: int = 2, **attributes: object) -> Delivery:
    """Return a delivery of changes of the city, recorded in March 2024, with these attributes."""
    march = {"first_recorded_date": "2024-03-02", "municipality_codes": [CITY]}
    return Delivery(**vars(DELIVERY) | march | {"delivery_id": delivery_id} | attributes)


def refuse(home: Home, rule: str, reason: str | None, code: str | None, *, delivery_id: int = 2) -> None:
    """Put one row into quarantine, as a load does."""
    import polars as pl

    spool = RejectionSpool()
    rows = {"row_number": [1], "municipality_code": [code], "reason_code": [reason]}
    spool.add(
        pl.DataFrame(
            rows, {"row_number": pl.Int64, "municipality_code": pl.String, "reason_code": pl.String}
        ),
        rule,
    )
    write_quarantine(home, delivery_id, "a.csv", spool.batches)


def waiting(home: Home, *deliveries: Delivery, code: str = CITY, month: int = 3) -> WaitingRows:
    return count_waiting(home, LedgerPrefix(list(deliveries), []), code, date(2024, month, 1))


@pytest.mark.parametrize(
    ("rule", "reason", "expected"),
    [
        ("reason_code_unknown", None, WaitingRows(1, 0, 0)),
        ("reason_code_missing", None, WaitingRows(1, 0, 0)),
        ("field_count", None, WaitingRows(1, 0, 0)),
        ("birth_date_missing", "11", WaitingRows(0, 0, 1)),
        ("conflicting_row", "11", WaitingRows(0, 0, 1)),
        ("no_base", "11", WaitingRows(0, 1, 0)),
    ],
)
def test_rules_by_what_they_mean_for_a_month(
    home: Home, rule: str, reason: str | None, expected: WaitingRows
) -> None:
    refuse(home, rule, reason, CITY)
    assert waiting(home, delivery()) == expected
    assert waiting(home, delivery(municipality_codes=[CITY, VILLAGE]), code=VILLAGE) == NOBODY


def test_a_row_that_hides_its_municipality_may_be_of_any_in_its_delivery(home: Home) -> None:
    refuse(home, "field_count", None, None)
    assert waiting(home, delivery()) == WaitingRows(1, 0, 0)
    assert waiting(home, delivery(), code=VILLAGE) == NOBODY
    unknown = delivery(municipality_codes=[], first_recorded_date=None)
    assert waiting(home, unknown, code=VILLAGE) == WaitingRows(1, 0, 0)


def test_a_delivery_recorded_after_the_month_does_not_concern_it(home: Home) -> None:
    refuse(home, "reason_code_unknown", None, CITY)
    assert waiting(home, delivery(), month=2) == NOBODY
    from_the_last_day = delivery(first_recorded_date="2024-02-29")
    assert waiting(home, from_the_last_day, month=2) == WaitingRows(1, 0, 0)


def test_residents_have_no_reason_to_map(home: Home) -> None:
    refuse(home, "birth_date_missing", None, CITY)
    assert waiting(home, delivery(kind="residents")) == NOBODY


def test_replayed_rows_do_not_wait_any_more(home: Home) -> None:
    refuse(home, "no_base", "11", CITY)
    replay = delivery(4, replay_of=2, replayed_codes=[CITY])
    assert waiting(home, delivery(), replay) == NOBODY
    elsewhere = delivery(4, replay_of=2, replayed_codes=[VILLAGE])
    assert waiting(home, delivery(), elsewhere) == WaitingRows(0, 1, 0)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (WaitingRows(2, 0, 0), r"2 quarantined rows .* no mapped reason.*quarantine explain"),
        (WaitingRows(0, 3, 0), r"3 rows that waited for the base would move it"),
    ],
)
def test_the_sentence_says_what_to_do(rows: WaitingRows, says: str) -> None:
    with pytest.raises(CheckFailed, match=f"2024-03 of {CITY} cannot be closed: {says}"):
        require_nothing_waits(rows, code=CITY, month="2024-03")
    require_nothing_waits(WaitingRows(0, 0, 7), code=CITY, month="2024-03")
