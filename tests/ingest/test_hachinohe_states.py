"""The state after each change of the Hachinohe register file: by walking back from the present one."""

import pytest

from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    HOMES,
    OLD_ENTRY,
    STATE,
    TOKYO,
    A,
    B,
    C,
    address,
    brief,
    correction,
    extract_of,
    foreign_correction,
    foreigner,
    household,
    listed,
    person,
    told,
)


def test_a_move_and_the_town_before_it() -> None:
    """The birth correction lies between two moves: the town in force is that before the second."""
    extract = extract_of(
        APRIL,
        *HOMES,
        household("3", C, "2001-01-01"),
        person("1", "3", OLD_ENTRY),
        address("1", ("31", "2025-04-03", "2025-04-04"), town=A),
        address("1", ("31", "2025-04-03", "2025-04-04"), AFTER, town=B),
        address("1", ("31", "2025-04-20", "2025-04-21"), town=B),
        correction("1", "3", "2025-04-10", "生年月日履歴/旧生年月日", "1980-06-14"),
    )
    assert brief(told(extract), "day", "reason_code", "town_code", "birth_date") == [
        ("04-04", "31", B, "1980-06-14"),
        ("04-10", "34", B, "1980-06-15"),
        ("04-21", "31", C, "1980-06-15"),
    ]


def test_who_has_announced_to_leave_lives_where_they_lived() -> None:
    """Whatever is corrected before they go; the next stay says nothing about it."""
    out, back = ("21", "2025-04-16", "2025-04-02"), ("11", "2025-04-25", "2025-04-25")
    extract = extract_of(
        APRIL,
        *HOMES,
        household("3", C, "2001-01-01"),
        person("1", "3", back),
        address("1", out, AFTER),
        address("1", out, town=A),
        correction("1", "2", "2025-04-08", "続柄履歴/旧続柄", "子"),
        address("1", back),
    )
    assert brief(told(extract), "reason_code", "town_code") == [("21", ""), ("42", A), ("11", C)]


def test_the_town_before_a_move_that_does_not_tell_it_is_unknown() -> None:
    """The present household says nothing about where somebody lived before joining it."""
    entry = ("11", "2025-04-01", "2025-04-01")
    moved = address("1", ("31", "2025-04-10", "2025-04-10"))
    extract = extract_of(APRIL, *HOMES, person("1", "2", entry), moved)
    assert brief(told(extract), "reason_code", "town_code") == [("11", ""), ("31", A)]


def test_two_moves_told_on_one_day_follow_their_dates() -> None:
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", OLD_ENTRY),
        address("1", ("31", "2025-04-15", "2025-04-20"), town=B),
        address("1", ("31", "2025-04-01", "2025-04-20"), town=C),
    )
    assert brief(told(extract), "changed_date", "town_code") == [("2025-04-01", B), ("2025-04-15", A)]


def test_naturalisation_is_a_removal_and_an_entry() -> None:
    """Before it a foreigner with the nationality that record 13 still has, after it Japanese."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("14", "2025-04-11", "2025-04-12")),
        address("1", ("12", "2025-04-02", "2025-04-02"), outside="156"),
        foreigner("1", "156", "中長期在留者", "永住者"),
    )
    assert brief(told(extract), "day", "reason_code", *STATE[2:6], "town_code", "origin_country_code") == [
        ("04-02", "12", "2", "156", "中長期在留者", "永住者", A, "156"),
        ("04-12", "24", "2", "156", "中長期在留者", "永住者", "", ""),
        ("04-12", "14", "1", "", "", "", A, ""),
    ]
    assert listed(extract)["1"]["resident_kind_code"] == "1"
    assert listed(extract)["1"]["nationality_code"] == ""


def test_loss_of_nationality_is_a_removal_and_an_entry() -> None:
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("15", "2025-04-11", "2025-04-12")),
        address("1", ("25", "2025-04-11", "2025-04-12"), town=A),
        address("1", ("11", "2025-04-02", "2025-04-02"), outside=TOKYO),
        foreigner("1", "840", "国籍喪失による経過滞在者", ""),
    )
    assert brief(told(extract), "day", "reason_code", "resident_kind_code", "nationality_code") == [
        ("04-02", "11", "1", ""),
        ("04-12", "25", "1", ""),
        ("04-12", "15", "2", "840"),
    ]


def test_corrections_tell_the_state_before_and_after() -> None:
    """Histories hold former values; those of one day and reason are one change."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("12", "2025-04-01", "2025-04-01"), 性別="2", 続柄コード="妻"),
        foreigner("1", "704", "中長期在留者", "永住者"),
        correction("1", "3", "2025-04-05", "生年月日履歴/旧生年月日", "1980-00-00"),
        correction("1", "6", "2025-04-05", "性別履歴/旧生年月日", "1"),
        correction("1", "2", "2025-04-07", "続柄履歴/旧続柄", "同居人"),
        correction("1", "1", "2025-04-08", "続柄履歴/旧続柄", "世帯主"),
        foreign_correction("1", "3", "2025-04-10", "156"),
        foreign_correction("1", "7", "2025-04-10", "留学"),
        foreign_correction("1", "7", "2025-04-20", "技術・人文知識・国際業務"),
        foreign_correction("1", "4", "2025-04-20", "仮滞在許可者"),
    )
    technical, provisional, usual = "技術・人文知識・国際業務", "仮滞在許可者", "中長期在留者"
    assert brief(told(extract), "day", "reason_code", *STATE[:7]) == [
        ("04-01", "12", "1980-00-00", "1", "2", "156", provisional, "留学", "同居人"),
        ("04-05", "34", "1980-06-15", "2", "2", "156", provisional, "留学", "同居人"),
        ("04-07", "42", "1980-06-15", "2", "2", "156", provisional, "留学", "妻"),
        ("04-10", "33", "1980-06-15", "2", "2", "704", provisional, technical, "妻"),
        ("04-20", "33", "1980-06-15", "2", "2", "704", usual, "永住者", "妻"),
    ]


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_last_change_of_kind_gives_the_present_one(is_kept: bool) -> None:
    """Whether or not record 13 is kept: after 帰化 and 国籍喪失 a foreigner, before it a Japanese."""
    lost = ("15", "2025-04-20", "2025-04-20")
    records = [
        person("1", "2", lost),
        address("1", lost),
        address("1", ("14", "2025-04-10", "2025-04-10")),
        *([foreigner("1", "156", "中長期在留者", "永住者")] if is_kept else []),
    ]
    extract = extract_of(APRIL, *HOMES, *records)
    kinds = [("24", "2"), ("14", "1"), ("25", "1"), ("15", "2")]
    assert brief(told(extract), "reason_code", "resident_kind_code") == kinds
    assert listed(extract)["1"]["resident_kind_code"] == "2"
