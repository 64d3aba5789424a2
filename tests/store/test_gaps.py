"""Months that no delivery brings although later ones came."""

import pytest

from store.gaps import gap_sentences, missing_months
from store.ledger import Delivery
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
