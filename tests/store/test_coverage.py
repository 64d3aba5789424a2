"""Months that deliveries cover, and those they skip although later ones came."""

from pathlib import Path

import pytest

from store.coverage import covered_through, gap_sentences, missing_months
from store.ledger import Delivery
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import change, resident, write
from tests.store.test_status import DELIVERY

CITY, VILLAGE = "022039", "023035"


def delivery(first: str | None, last: str | None = None, **attributes: object) -> Delivery:
    """Return a delivery of changes of the city recorded in these days."""
    dates = {"first_recorded_date": first, "last_recorded_date": last or first, "municipality_codes": [CITY]}
    return Delivery(**vars(DELIVERY) | dates | attributes)


BASE = delivery("2023-12-31", kind="residents")


@pytest.mark.parametrize(
    ("deliveries", "missing"),
    [
        ([], []),
        ([delivery("2024-01-31"), delivery("2024-02-01")], []),
        ([delivery("2024-04-01")], ["2024-01", "2024-02", "2024-03"]),
        ([delivery("2024-01-05"), delivery("2024-03-01")], ["2024-02"]),
        ([delivery("2024-03-01"), delivery("2024-01-05")], ["2024-02"]),
        ([delivery("2024-01-05", "2024-03-01"), delivery("2024-02-10"), delivery("2024-04-01")], []),
        ([delivery("2024-01-05", through_date="2024-02-29"), delivery("2024-03-01")], []),
        ([delivery("2024-01-05", through_date="2024-02-28"), delivery("2024-03-01")], ["2024-02"]),
        ([delivery("2024-01-05"), delivery(None, through_date="2024-02-29"), delivery("2024-03-01")], []),
        ([delivery("2024-01-05"), delivery(None, through_date="9999-12-31"), delivery("2024-03-01")], []),
        ([delivery("2024-02-29", kind="residents"), delivery("2024-03-01")], ["2024-01", "2024-02"]),
        ([delivery("2024-01-05"), delivery("2024-02-10", municipality_codes=[VILLAGE])], []),
        (
            [delivery("2024-11-05"), delivery("2025-02-01")],
            [f"2024-{n:02}" for n in range(1, 11)] + ["2024-12", "2025-01"],
        ),
    ],
)
def test_a_month_is_missing_between_the_base_and_the_last_change(
    deliveries: list[Delivery], missing: list[str]
) -> None:
    assert missing_months([BASE, *deliveries]) == ({CITY: missing} if missing else {})


@pytest.mark.parametrize(
    ("deliveries", "month"),
    [
        ([], "2023-12"),
        ([delivery("2024-01-05"), delivery("2024-02-10", municipality_codes=[VILLAGE])], "2024-02"),
        ([delivery("2024-02-10", through_date="2024-01-31")], "2024-01"),
        ([delivery("2024-02-10", through_date="2024-02-28")], "2024-01"),
        ([delivery("2024-02-10", through_date="9999-12-31")], "9999-12"),
        ([delivery(None, through_date="2024-03-31", municipality_codes=[VILLAGE])], "2023-12"),
    ],
)
def test_months_are_covered_as_far_as_something_says_so(deliveries: list[Delivery], month: str) -> None:
    assert covered_through([BASE, *deliveries], CITY) == month


def test_load_and_status_warn_of_a_month_that_nobody_brought(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    march = change(1, 処理日時="2024-03-10T10:00:00")
    loaded = jukistat(
        home, "load", write(tmp_path / "1.csv", [resident(1)]), write(tmp_path / "2.csv", [march])
    )
    assert "Warning: no delivery of 022039 brings 2024-01, 2024-02." in loaded.stdout
    assert report_of(home, "status")["missing_months"] == {CITY: ["2024-01", "2024-02"]}
    quiet = write(tmp_path / "3.csv", [change(1, 3, 処理日時="2024-03-11T10:00:00")])
    assert report_of(home, "load", quiet, "--through", "2024-02-29")["missing_months"] == {}
    assert "Warning" not in jukistat(home, "status").stdout


def test_warnings_name_a_few_and_say_what_to_do() -> None:
    months = [f"2024-{month:02}" for month in range(1, 8)]
    lines = gap_sentences({f"0{number}": months for number in range(7)})
    assert (
        lines[0]
        == "Warning: no delivery of 00 brings 2024-01, 2024-02, 2024-03, 2024-04, 2024-05 and 2 more months."
    )
    assert lines[5] == "Warning: so it is in 2 more municipalities."
    assert lines[6].startswith("Load what is missing")
    assert gap_sentences({}) == []
