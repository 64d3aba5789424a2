"""Extracts of the Hachinohe register file as deliveries: scope, form, keys, and the next month's extract."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from ingest.codes import read_seed
from ingest.form import form_lexicons, judge_form
from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.numbering import LIST_PLACE, NUMBERS_A_DAY, PLACES, list_number
from ingest.hachinohe.records import Extract
from ingest.hachinohe.slices import slices_of
from ingest.hachinohe.translation import changes_of, residents_of
from ingest.layouts import read_layouts
from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    BASE,
    HOMES,
    MAY,
    OLD_ENTRY,
    SENDAI,
    STABLE,
    STATE,
    TOKYO,
    A,
    B,
    address,
    brief,
    correction,
    extract_of,
    foreign_correction,
    foreigner,
    listed,
    person,
    told,
)


def test_outsiders_and_removed_persons_are_out_of_scope() -> None:
    extract = extract_of(
        APRIL,
        *HOMES,
        ("3", {"世帯コード": "9", "除票フラグ": "1", "現住所": A}),
        person("1", "2", ("16", "2025-04-01", "2025-04-01"), 住民区分="9"),
        person("2", "2", OLD_ENTRY, ("23", "2020-01-01", "2020-01-02"), 削除フラグ="1"),
        person("3", "9", OLD_ENTRY),
        person("4", "2", OLD_ENTRY),
    )
    residents, changes = residents_of(extract), changes_of(extract, since=BASE)
    assert (residents.rows["person_token"].to_list(), residents.out_of_scope) == (["4"], 3)
    assert (changes.rows.height, changes.out_of_scope) == (0, 1)
    assert residents.sources.rows() == [(4, "6", 4)]


def test_an_unmapped_reason_waits_and_a_stranger_too() -> None:
    """Nothing is lost: what cannot be read is quarantined by the form's rules."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("転入予約", "2025-04-01", "2025-04-01")),
        address("1", ("別の事由", "2025-04-03", "2025-04-03")),
        correction("7", "6", "2025-04-05", "性別履歴/旧生年月日", "2"),
    )
    changes = changes_of(extract, since=BASE)
    rejections = judge_form(
        changes.rows, layout_of("changes"), form_lexicons(layout_of("changes"))
    ).rejections
    assert rejections["rule_code"].to_list() == [
        "reason_code_unknown",
        "reason_code_unknown",
        "birth_date_missing",
    ]
    assert changes.sources["record_type"].to_list() == ["6", "10", "9"]


def layout_of(kind: str) -> Any:
    return next(layout for layout in read_layouts() if (layout.profile, layout.kind) == ("std", kind))


def town(extracted_at: date, *more: Any, left: str = "") -> Extract:
    """Return a town with one of every sort in April; `more` happened later."""
    return extract_of(
        extracted_at,
        *HOMES,
        person("11", "1", OLD_ENTRY),
        person("12", "1", ("13", "2025-04-10", "2025-04-15"), 続柄コード="子", 生年月日="2025-04-10"),
        person("13", "2", ("11", "2025-04-01", "2025-04-05")),
        address("13", ("11", "2025-04-01", "2025-04-05"), outside=TOKYO),
        person("14", "2", OLD_ENTRY, ("21", "2025-05-10", "2025-04-25"), 削除フラグ=left),
        person("15", "2", ("14", "2025-04-11", "2025-04-12")),
        foreigner("15", "156", "特別永住者", ""),
        person("16", "2", ("12", "2025-04-02", "2025-04-03"), 続柄コード="同居人"),
        foreigner("16", "704", "中長期在留者", "永住者"),
        foreign_correction("16", "7", "2025-04-20", "留学"),
        person("17", "2", OLD_ENTRY, 住民区分="9"),
        *more,
    )


def test_every_row_is_sound() -> None:
    """What is told passes the form of profile std without a refusal or a warning."""
    residents, changes = residents_of(town(APRIL)), changes_of(town(APRIL), since=BASE)
    for kind, translated in (("residents", residents), ("changes", changes)):
        judgement = judge_form(translated.rows, layout_of(kind), form_lexicons(layout_of(kind)))
        assert judgement.rejections.height == 0
        assert [rule for rule, concerned in judgement.warnings.items() if concerned.any()] == []
        assert translated.rows["row_number"].to_list() == translated.sources["row_number"].to_list()
    assert residents.rows["row_number"].to_list() == [1, 2, 3, 4, 5, 6]
    assert changes.sources.rows() == [
        (1, "3", 1),
        (2, "6", 2),
        (3, "3", 1),
        (4, "6", 3),
        (5, "6", 4),
        (6, "6", 5),
        (7, "6", 5),
        (8, "6", 6),
        (9, "14", 1),
    ]


LATER = (
    address("13", ("31", "2025-05-02", "2025-05-02"), town=A),
    correction("11", "6", "2025-05-03", "性別履歴/旧生年月日", "1"),
    foreign_correction("16", "3", "2025-05-04", "704"),
)


def test_a_later_extract_tells_the_same_again_and_what_is_new() -> None:
    """What happened in May rewrites no row of April; of the household there is the present one only."""
    april, may = (
        changes_of(extract, since=BASE).rows for extract in (town(APRIL), town(MAY, *LATER, left="1"))
    )
    columns = [*STABLE, *STATE, "origin_municipality_code", "destination_municipality_code"]
    again = may.join(april, on=["person_token", "history_number"], how="semi").select(columns)
    assert again.equals(april.select(columns))
    new = may.join(april, on=["person_token", "history_number"], how="anti")
    assert brief(new.to_dicts(), "person_token", "day", "reason_code") == [
        ("11", "05-03", "34"),
        ("13", "05-02", "31"),
        ("16", "05-04", "33"),
    ]


OUT, BACK = ("21", "2025-04-15", "2025-04-10"), ("11", "2025-05-20", "2025-05-21")
FROM_ABROAD, NATURALISED = ("12", "2025-04-02", "2025-04-03"), ("14", "2025-05-06", "2025-05-07")


@pytest.mark.parametrize(
    ("in_april", "in_may", "new_reasons"),
    [
        (
            [person("1", "2", OLD_ENTRY, OUT, 削除フラグ="1"), address("1", OUT, AFTER, outside=SENDAI)],
            [
                person("1", "1", BACK),
                address("1", OUT, AFTER, outside=SENDAI),
                address("1", BACK, outside=SENDAI),
            ],
            ["11"],
        ),
        (
            [
                person("1", "2", FROM_ABROAD),
                foreigner("1", "156", "中長期在留者", "永住者"),
                address("1", FROM_ABROAD, outside="156"),
            ],
            [
                person("1", "2", NATURALISED),
                foreigner("1", "156", "中長期在留者", "永住者"),
                address("1", FROM_ABROAD, outside="156"),
            ],
            ["24", "14"],
        ),
    ],
    ids=["returnee", "naturalised"],
)
def test_a_change_is_the_same_row_whichever_record_tells_it(
    in_april: list[Any], in_may: list[Any], new_reasons: list[str]
) -> None:
    """Record 6 tells it first; once it is overwritten, record 10 does."""
    earlier = told(extract_of(APRIL, *HOMES, *in_april))
    later = told(extract_of(MAY, *HOMES, *in_may))
    assert later[:1] == earlier
    assert [row["reason_code"] for row in later[1:]] == new_reasons


def test_a_list_stands_between_what_it_contains_and_what_comes_later() -> None:
    """01-feed 1.4: a change is superseded iff its number is not above that of the base."""
    rows = changes_of(town(MAY, *LATER), since=date(1930, 1, 1)).rows
    number = pl.col("history_number").cast(pl.Int64)
    is_later = pl.col("recorded_at").str.slice(0, 10) > APRIL.isoformat()
    assert rows.filter((number > list_number(APRIL)) != is_later).is_empty()
    assert set(residents_of(town(APRIL)).rows["history_number"]) == {str(list_number(APRIL))}


def test_places_of_a_day_are_apart_and_last_a_century() -> None:
    places = [place for first, last in PLACES.values() for place in range(first, last + 1)]
    assert places == list(range(1, LIST_PLACE))
    assert LIST_PLACE == NUMBERS_A_DAY - 1
    assert list_number(date(2100, 12, 31)) <= 999_999


def test_the_layout_names_what_there_is() -> None:
    """Reasons and kinds are those of the seeds, and each reason of a correction has a place in the day."""
    layout = read_record_layout()
    reasons = set(read_seed("reason_codes")["reason_code"])
    kinds = set(read_seed("resident_kind_codes")["resident_kind_code"])
    first, last = PLACES["correction"]
    assert set(layout.correction_reasons()) <= reasons
    assert len(layout.correction_reasons()) <= last - first + 1
    for correction_of in layout.corrections:
        assert correction_of.column in layout.records[correction_of.record].items
    for change in layout.kind_changes:
        assert change.entry_reason_code in set(read_seed("reason_codes")["paired_entry_reason_code"])
        assert {change.kind_before, change.kind_after} == kinds


def test_a_type_without_records_may_be_absent() -> None:
    whole = town(APRIL)
    bare = Extract(whole.municipality_code, APRIL, {number: whole.records[number] for number in ("3", "6")})
    assert residents_of(bare).rows.height == 6
    assert {row["town_code"] for row in listed(bare).values()} == {A, B}


def test_slices_tell_the_same_rows_in_the_same_order() -> None:
    """Also those of a person without record 6; households of a slice are whole."""
    stranger = correction("19", "6", "2025-04-05", "性別履歴/旧生年月日", "2")
    extract = town(APRIL, stranger)
    whole, rows, out_of_scope = changes_of(extract, since=BASE), [], 0
    for part in slices_of(extract, persons_at_once=2):
        translated = changes_of(part, since=BASE, first_row=sum(each.height for each in rows) + 1)
        rows.append(translated.rows)
        out_of_scope += translated.out_of_scope
    assert len(rows) == 4
    assert pl.concat(rows).equals(whole.rows)
    assert out_of_scope == whole.out_of_scope
