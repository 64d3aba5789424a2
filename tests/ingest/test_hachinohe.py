"""Changes told by the records of the Hachinohe register file (01-feed, profile hachinohe)."""

from typing import Any

import pytest

from ingest.hachinohe.translation import residents_of
from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    BASE,
    BEFORE,
    HOMES,
    MAY,
    OLD_ENTRY,
    SENDAI,
    TOKYO,
    A,
    B,
    C,
    address,
    brief,
    correction,
    extract_of,
    listed,
    person,
    told,
)


@pytest.mark.parametrize(
    ("entry", "record_10", "expected"),
    [
        (
            ("13", "2025-04-10", "2025-04-15"),
            [],
            ("04-15", "13", "2025-04-10", "2025-04-15", "", ""),
        ),
        (
            ("11", "2025-04-01", "2025-04-05"),
            [address("1", ("11", "2025-04-01", "2025-04-05"), outside=TOKYO)],
            ("04-05", "11", "2025-04-01", "2025-04-05", TOKYO, ""),
        ),
        (
            ("12", "2025-04-02", ""),
            [address("1", ("12", "2025-04-02", "2025-04-06"), outside="840")],
            ("04-06", "12", "2025-04-02", "2025-04-06", "", "840"),
        ),
        (("16", "2025-04-03", ""), [], ("04-03", "16", "2025-04-03", "", "", "")),
        (("16", "", "2025-04-03"), [], ("04-03", "16", "0000-00-00", "2025-04-03", "", "")),
        (("16", "2025-04-00", ""), [], ("04-01", "16", "2025-04-00", "", "", "")),
        (("11", "2025-05-01", "2025-05-02"), [], ("04-30", "11", "2025-05-01", "2025-05-02", "", "")),
    ],
    ids=["birth", "in-move", "from abroad", "no notice", "no date", "month only", "after the extract"],
)
def test_an_entry(entry: tuple[str, str, str], record_10: list[Any], expected: tuple[str, ...]) -> None:
    """Recorded on the day of notification, else of the change, at the latest that of the extract."""
    rows = told(extract_of(APRIL, *HOMES, person("1", "2", entry), *record_10))
    columns = (
        "day",
        "reason_code",
        "changed_date",
        "notified_date",
        "origin_municipality_code",
        "origin_country_code",
    )
    assert brief(rows, *columns, "town_code", "household_token") == [(*expected, A, "2")]


def test_death_and_out_move_leave_who_but_not_where() -> None:
    """A removal ends the state in force, so that nothing of it needs to be known."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", OLD_ENTRY, ("23", "2025-04-08", "2025-04-09"), 削除フラグ="1"),
        person("2", "2", OLD_ENTRY, ("21", "2025-04-01", "2025-04-10"), 削除フラグ="1"),
        address("2", ("21", "2025-04-01", "2025-04-10"), AFTER, outside=SENDAI),
    )
    columns = (
        "person_token",
        "day",
        "reason_code",
        "destination_municipality_code",
        "birth_date",
        "town_code",
    )
    assert brief(told(extract), *columns) == [
        ("1", "04-09", "23", "", "1980-06-15", ""),
        ("2", "04-10", "21", SENDAI, "1980-06-15", ""),
    ]
    assert listed(extract) == {}
    assert residents_of(extract).out_of_scope == 2


@pytest.mark.parametrize("flag", ["", "1"])
def test_who_has_announced_to_leave_is_still_a_resident(flag: str) -> None:
    planned = person("1", "2", OLD_ENTRY, ("22", "2025-05-10", "2025-03-25"), 削除フラグ=flag)
    destination = address("1", ("22", "2025-05-10", "2025-03-25"), AFTER, outside="840")
    extract = extract_of(APRIL, *HOMES, planned, destination)
    assert list(listed(extract)) == ["1"]
    columns = ("day", "reason_code", "changed_date", "destination_country_code")
    row = ("03-25", "22", "2025-05-10", "840")
    assert brief(told(extract), *columns) == [row]
    assert brief(told(extract_of(BASE, *HOMES, planned, destination)), *columns) == [row]
    assert listed(extract_of(MAY, *HOMES, planned, destination)) == {}


def test_a_household_moves_its_members() -> None:
    """Not who came with the move or later, nor who had left; who has a record 10 of it moves once."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "1", OLD_ENTRY),
        person("2", "1", OLD_ENTRY, 続柄コード="妻"),
        address("2", ("31", "2025-04-20", "2025-04-22"), town=A),
        person("3", "1", ("11", "2025-04-25", "2025-04-25")),
        person("4", "1", OLD_ENTRY, ("23", "2025-04-05", "2025-04-05"), 削除フラグ="1"),
        person("5", "1", ("11", "2025-04-20", "2025-04-19")),
        correction("1", "6", "2025-04-11", "性別履歴/旧生年月日", "2"),
    )
    assert brief(told(extract), "person_token", "day", "reason_code", "town_code", "sex_code") == [
        ("1", "04-11", "34", A, "1"),
        ("1", "04-20", "31", B, "1"),
        ("2", "04-22", "31", B, "1"),
        ("3", "04-25", "11", B, "1"),
        ("4", "04-05", "23", "", "1"),
        ("5", "04-19", "11", A, "1"),
    ]


def test_a_returnee_whose_dates_were_overwritten() -> None:
    """Record 6 has the last entry only; record 10 the stays before it, and the town that was left."""
    back = ("11", "2025-04-28", "2025-04-29")
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", back),
        address("1", ("11", "2025-04-01", "2025-04-02"), outside=TOKYO),
        address("1", ("31", "2025-04-05", "2025-04-05"), town=C),
        address("1", ("21", "2025-04-15", "2025-04-10"), AFTER, outside=SENDAI),
        address("1", ("21", "2025-04-15", "2025-04-10"), BEFORE, town=B),
        address("1", back, outside=SENDAI),
    )
    columns = ("day", "reason_code", "origin_municipality_code", "destination_municipality_code", "town_code")
    assert brief(told(extract), *columns) == [
        ("04-02", "11", TOKYO, "", C),
        ("04-05", "31", "", "", B),
        ("04-10", "21", "", SENDAI, ""),
        ("04-29", "11", SENDAI, "", A),
    ]
    assert listed(extract)["1"]["town_code"] == A


def test_a_stay_of_which_no_town_is_told_has_none() -> None:
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("11", "2025-04-28", "2025-04-28"), ("21", "2025-04-15", "2025-04-10")),
        address("1", ("11", "2025-04-01", "2025-04-02"), outside=TOKYO),
    )
    assert brief(told(extract), "day", "reason_code", "town_code") == [
        ("04-02", "11", ""),
        ("04-10", "21", ""),
        ("04-28", "11", A),
    ]
    assert list(listed(extract)) == ["1"], "the removal left in record 6 ended the stay before"


@pytest.mark.parametrize(
    ("reasons", "dates", "order"),
    [
        (("13", "23"), ("2025-04-10", "2025-04-10"), ["13", "23"]),
        (("11", "21"), ("2025-04-20", "2025-04-10"), ["21", "11"]),
        (("11", "21"), ("2025-04-10", "2025-04-20"), ["11", "21"]),
        (("14", "24"), ("2025-04-10", "2025-04-10"), ["24", "14"]),
    ],
    ids=["born and died", "away and back", "come and gone", "naturalised"],
)
def test_entry_and_removal_told_on_one_day(
    reasons: tuple[str, str], dates: tuple[str, str], order: list[str]
) -> None:
    (entry, removal), (entered, left), day = reasons, dates, "2025-04-22"
    extract = extract_of(APRIL, *HOMES, person("1", "2", (entry, entered, day), (removal, left, day)))
    assert [row["reason_code"] for row in told(extract)] == order


def test_what_has_no_date_is_older_than_any_base() -> None:
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("11", "0000-00-00", "")),
        correction("1", "6", "", "性別履歴/旧生年月日", "2"),
    )
    assert told(extract) == []
    assert listed(extract)["1"]["sex_code"] == "1"
