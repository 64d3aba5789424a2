"""Cancellations and notices of the Hachinohe register file: which row they mean, and what becomes of it."""

from datetime import date
from typing import Any

import pytest

from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    BASE,
    HOMES,
    OLD_ENTRY,
    SENDAI,
    A,
    address,
    brief,
    correction,
    extract_of,
    listed,
    person,
    told,
)


def test_a_cancellation_names_the_last_change_it_can_mean() -> None:
    """Where none is told, a number that no change has: it then stands by itself (02-register 2.2)."""
    out = ("21", "2025-05-20", "2025-04-10")
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", OLD_ENTRY),
        address("1", out, AFTER, outside=SENDAI),
        address("1", ("19", "2025-04-10", "2025-04-10")),
        person("2", "2", OLD_ENTRY),
        address("2", ("49", "2025-04-12", "2025-04-12")),
        person("3", "2", OLD_ENTRY, out),
        address("3", ("50", "2025-04-18", "2025-04-19")),
    )
    cancelled, restored, alone, gone, notice = told(extract)
    assert (cancelled["reason_code"], restored["reason_code"]) == ("21", "19")
    assert restored["target_history_number"] == cancelled["history_number"]
    assert notice["target_history_number"] == gone["history_number"]
    used = {row["history_number"] for row in told(extract, since=date(1930, 1, 1))}
    assert alone["target_history_number"] not in used
    assert int(alone["target_history_number"]) < int(alone["history_number"])
    assert listed(extract)["1"]["history_number"] > restored["history_number"]


@pytest.mark.parametrize(
    ("afterword", "reasons", "is_listed"),
    [("19", ["21", "19"], True), ("50", ["21", "50"], False)],
    ids=["stays after all", "has arrived"],
)
def test_what_acts_on_an_out_move_to_come_is_told_however_early(
    afterword: str, reasons: list[str], is_listed: bool
) -> None:
    """01-feed 1.4: the base contains neither; without the 19 the 転出 would take effect all the same.

    Who has arrived elsewhere before the planned day has left (02-register 2.1).
    """
    planned = ("21", "2025-04-10", "2025-03-20")
    own = person("1", "2", OLD_ENTRY, planned if afterword == "50" else ("", "", ""))
    records = (address("1", planned, AFTER, outside=SENDAI), address("1", (afterword, *["2025-03-28"] * 2)))
    base = extract_of(BASE, *HOMES, own, *records)
    assert list(listed(base)) == (["1"] if is_listed else [])
    for extract in (base, extract_of(APRIL, *HOMES, own, *records)):
        out_move, named = told(extract)
        assert [out_move["reason_code"], named["reason_code"]] == reasons
        assert named["target_history_number"] == out_move["history_number"]


@pytest.mark.parametrize(
    ("earlier", "naming", "meant"),
    [
        (
            [
                address("1", ("31", "2025-04-03", "2025-04-03"), town=A),
                correction("1", "2", "2025-04-05", "続柄履歴/旧続柄", "子"),
            ],
            "49",
            "31",
        ),
        (
            [
                address("1", ("21", "2025-04-02", "2025-04-02"), AFTER),
                address("1", ("14", "2025-04-06", "2025-04-06")),
            ],
            "50",
            "21",
        ),
        (
            [
                address("1", ("21", "2025-04-02", "2025-04-02"), AFTER),
                address("1", ("11", "2025-04-06", "2025-04-06")),
            ],
            "19",
            None,
        ),
        (
            [
                address("1", ("11", "2025-04-02", "2025-04-02")),
                address("1", ("31", "2025-04-04", "2025-04-04"), town=A),
            ],
            "29",
            "11",
        ),
    ],
    ids=["a move, not a correction", "an out-move", "nothing: has entered since", "an entry"],
)
def test_what_a_cancellation_or_notice_can_mean(earlier: list[Any], naming: str, meant: str | None) -> None:
    records = (*earlier, address("1", (naming, "2025-04-20", "2025-04-20")))
    flag = "1" if naming in ("29", "50") else ""
    *rows, last = told(extract_of(APRIL, *HOMES, person("1", "2", OLD_ENTRY, 削除フラグ=flag), *records))
    assert last["reason_code"] == naming
    numbers = {row["history_number"]: row["reason_code"] for row in rows}
    assert numbers.get(last["target_history_number"]) == meant


def test_a_removal_that_was_taken_back_is_not_told() -> None:
    """Record 6 decides the present stay: no removal there, none after the last entry."""
    extract = extract_of(
        APRIL,
        *HOMES,
        person("1", "2", ("11", "2025-04-01", "2025-04-01")),
        address("1", ("21", "2025-05-20", "2025-04-10"), AFTER, outside=SENDAI),
        person("2", "2", ("11", "2025-04-01", "2025-04-01"), 削除フラグ="1"),
        address("2", ("21", "2025-04-20", "2025-04-10"), AFTER, outside=SENDAI),
    )
    assert brief(told(extract), "person_token", "reason_code") == [("1", "11"), ("2", "11"), ("2", "21")]
