"""The oracle on knowledge and bases: examples to check on paper, and the golden cases."""

from collections import Counter
from functools import cache

import pytest

from tests.cases_on_disk import case_names, deliveries_of, expected_months, read_case
from tests.oracle.bases import basis_bridge_monthly, movement_timings, residual
from tests.oracle.judging import load_all
from tests.oracle.knowledge import (
    movement_knowledge,
    movement_revisions,
)
from tests.oracle.tables import Oracle
from tests.written_registers import CITY, HARBOUR, HOME, UPTOWN, change, register, resident

LATER = change(1, "51", "06-30", person=9)
"""A note of June, so that June is covered."""


def knowledge_of(oracle: Oracle) -> dict[str, int]:
    """Return "reason sign town: reference month, as-known month, cause" → change, the base's row apart."""
    return {
        f"{reason} {sign:>2} {town}: {reference[5:]}, known {known[5:]}, {cause}": count
        for (_, reference, known, cause, town, _, _, reason, sign), count in movement_knowledge(
            oracle
        ).items()
        if reason != "00"
    }


def timings_of(oracle: Oracle) -> set[str]:
    """Return "reason sign town: counted month, event month, bridge", the base's own row apart."""
    return {
        f"{reason} {sign:>2} {town}: counted {counted[5:] or '–'}, happened {event[5:] or '–'}, {bridge}"
        for _, counted, event, bridge, town, _, _, reason, sign in movement_timings(oracle)
        if reason != "00"
    }


def bridge_of(oracle: Oracle, month: str, reason: str) -> tuple[int, ...]:
    """Return register, + here, − earlier, − future, − cancelled, − only register, + only event, = event."""
    return basis_bridge_monthly(oracle)[CITY, month, reason]


def test_a_birth_reported_after_its_month() -> None:
    oracle = register([resident(), change(1, "13", "02-09", happened="01-29", person=2)])
    assert knowledge_of(oracle) == {f"13  1 {HOME}: 01, known 02, reported": 1}
    assert timings_of(oracle) == {f"13  1 {HOME}: counted 02, happened 01, both"}
    assert bridge_of(oracle, "2024-01", "13") == (0, 1, 0, 0, 0, 0, 0, 1)  # 0 + 1 = 1
    assert bridge_of(oracle, "2024-02", "13") == (1, 0, 1, 0, 0, 0, 0, 0)  # 1 − 1 = 0


def test_what_the_base_date_does_not_know_may_lie_before_it() -> None:
    """A death of November recorded in January: the person is of the base, and the event of November."""
    oracle = register([resident(), change(2, "23", "01-09", happened="2023-11-20")])
    assert knowledge_of(oracle) == {f"23 -1 {HOME}: 11, known 01, reported": 1}
    assert movement_revisions(oracle)[CITY, "2023-11", "2024-01", "23"] == (1, 1)
    assert (CITY, "2023-11", "2023-12", "23") not in movement_revisions(oracle)


OUT_MOVE = change(2, "21", "03-25", happened="05-20")


def test_an_out_move_is_known_as_planned_and_then_as_arrived() -> None:
    oracle = register([resident(), OUT_MOVE, change(3, "50", "04-15", happened="04-12", target=2), LATER])
    assert knowledge_of(oracle) == {
        f"21 -1 {HOME}: 05, known 03, reported": 1,
        f"21 -1 {HOME}: 05, known 04, corrected": -1,
        f"21 -1 {HOME}: 04, known 04, corrected": 1,
    }
    assert timings_of(oracle) == {f"21 -1 {HOME}: counted 04, happened 04, both"}
    revisions = movement_revisions(oracle)
    of_may = {known[5:]: value for (_, month, known, _), value in revisions.items() if month == "2024-05"}
    assert of_may == {"03": (1, 1), "04": (1 - 1, -1)}
    of_april = {known[5:]: value for (_, month, known, _), value in revisions.items() if month == "2024-04"}
    assert of_april == {"04": (1, 1), "05": (1, 0), "06": (1, 0)}


def test_a_future_dated_removal() -> None:
    """The event basis takes a date after the recording as it is; only a 転出 waits for it on the register."""
    oracle = register([resident(), change(2, "26", "01-25", happened="02-03")])
    assert bridge_of(oracle, "2024-01", "26") == (1, 0, 0, 1, 0, 0, 0, 0)  # 1 − 1 = 0
    assert bridge_of(oracle, "2024-02", "26") == (0, 1, 0, 0, 0, 0, 0, 1)  # 0 + 1 = 1


def test_a_cancelled_out_move_leaves_the_event_basis_when_its_cancellation_is_known() -> None:
    left, back = change(2, "21", "03-25", happened="03-28"), change(3, "19", "04-04", target=2)
    oracle = register([resident(), left, back])
    assert knowledge_of(oracle) == {
        f"21 -1 {HOME}: 03, known 03, reported": 1,
        f"21 -1 {HOME}: 03, known 04, cancelled": -1,
    }
    assert timings_of(oracle) == {
        f"21 -1 {HOME}: counted 03, happened –, cancelled",
        f"19  1 {HOME}: counted 04, happened –, cancelled",
    }
    assert bridge_of(oracle, "2024-03", "21") == (1, 0, 0, 0, 1, 0, 0, 0)  # 1 − 1 = 0
    assert bridge_of(oracle, "2024-04", "19") == (1, 0, 0, 0, 1, 0, 0, 0)


def test_a_cancellation_of_the_cancellation_brings_the_event_back() -> None:
    """Case 12, person 3: cancelled in time, un-cancelled in April: April on the register, March as event."""
    rows = [
        change(2, "21", "02-20", happened="03-15"),
        change(3, "19", "03-01", target=2),
        change(4, "29", "04-05", target=3),
    ]
    oracle = register([resident(), *rows])
    assert knowledge_of(oracle) == {
        f"21 -1 {HOME}: 03, known 02, reported": 1,
        f"21 -1 {HOME}: 03, known 03, cancelled": -1,
        f"21 -1 {HOME}: 03, known 04, corrected": 1,
    }
    assert timings_of(oracle) == {
        f"29 -1 {HOME}: counted 04, happened –, cancelled",
        f"21 -1 {HOME}: counted –, happened 03, one_basis",
    }
    assert bridge_of(oracle, "2024-03", "21") == (0, 0, 0, 0, 0, 0, 1, 1)  # 0 + 1 = 1


def test_a_late_change_corrects_the_cells_of_others() -> None:
    """Uptown in February; in March the register learns of the harbour in January, before it."""
    uptown = change(2, "31", "02-03", town=UPTOWN)
    harbour = change(3, "31", "03-01", happened="01-15", town=HARBOUR)
    oracle = register([resident(), uptown, harbour])
    assert knowledge_of(oracle) == {
        f"31 -1 {HOME}: 02, known 02, reported": 1,
        f"31  1 {UPTOWN}: 02, known 02, reported": 1,
        f"31 -1 {HOME}: 02, known 03, corrected": -1,
        f"31 -1 {HARBOUR}: 02, known 03, corrected": 1,
        f"31 -1 {HOME}: 01, known 03, reported": 1,
        f"31  1 {HARBOUR}: 01, known 03, reported": 1,
    }
    assert timings_of(oracle) == {
        f"31 -1 {HOME}: counted 02, happened –, one_basis",
        f"31 -1 {HARBOUR}: counted –, happened 02, one_basis",
        f"31  1 {UPTOWN}: counted 02, happened 02, both",
        f"31 -1 {UPTOWN}: counted 03, happened –, one_basis",
        f"31 -1 {HOME}: counted –, happened 01, one_basis",
        f"31  1 {HARBOUR}: counted 03, happened 01, both",
    }
    assert bridge_of(oracle, "2024-01", "31") == (0, 1, 0, 0, 0, 0, 1, 2)  # harbour +, home −
    assert bridge_of(oracle, "2024-02", "31") == (2, 0, 0, 0, 0, 1, 1, 2)  # − home, + harbour
    assert bridge_of(oracle, "2024-03", "31") == (2, 0, 1, 0, 0, 1, 0, 0)  # harbour + earlier, uptown −


def test_the_base_knows_what_was_recorded_before_it() -> None:
    oracle = register([resident(), change(2, "21", "2023-12-20", happened="01-10"), LATER])
    assert knowledge_of(oracle) == {f"21 -1 {HOME}: 01, known 12, reported": 1}


def test_what_is_carried_forward_happened_earlier() -> None:
    oracle = register([resident()], "2024-01", [change(2, "23", "01-20", happened="01-18")])
    assert timings_of(oracle) == {f"23 -1 {HOME}: counted 02, happened 01, both"}
    assert knowledge_of(oracle) == {f"23 -1 {HOME}: 01, known 01, reported": 1}


@cache
def oracle_of(case: str) -> Oracle:
    return Oracle(load_all(deliveries_of(case)))


@pytest.mark.parametrize("case", case_names())
def test_bridges_of_a_golden_case_end_at_its_movements(case: str) -> None:
    """What the bridge says of both bases is what the case expects of them, and it adds up."""
    expected: Counter[tuple[str, ...]] = Counter()
    for month in expected_months(case):
        for row in read_case(case, month, "movements_monthly"):
            key = (row["municipality_code"], month, row["reason_code"], row["basis_code"])
            expected[key] += int(row["movement_count"])
    found: Counter[tuple[str, ...]] = Counter()
    for (municipality, month, reason), counts in basis_bridge_monthly(oracle_of(case)).items():
        assert residual(counts) == 0
        if month in expected_months(case):
            found[municipality, month, reason, "register"] = counts[0]
            found[municipality, month, reason, "event"] = counts[-1]
    ends = {key: count for key, count in expected.items() if key[-1] != "notified"}
    assert {key: count for key, count in found.items() if count} == ends
