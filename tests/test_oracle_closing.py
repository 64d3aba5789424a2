"""The oracle on closed months: examples to check on paper."""

from collections import Counter

import pytest

from tests.oracle.closing import closings_in_force, first_open_day
from tests.oracle.judging import Closing
from tests.written_registers import CITY, HOME, UPTOWN, change, register, resident, steps_of


def closings(*entries: tuple[int, str | None]) -> list[Closing]:
    return [Closing(position, CITY, closed_through) for position, closed_through in entries]


@pytest.mark.parametrize(
    ("entries", "loaded_at", "opened"),
    [
        ((), 1, "0001-01-01"),
        (((2, "2024-01"),), 1, "0001-01-01"),  # loaded before the closing
        (((2, "2024-01"),), 3, "2024-02-01"),
        (((2, "2024-01"), (4, "2024-02")), 3, "2024-02-01"),  # February was open when it came
        (((2, "2024-01"), (4, "2024-02")), 5, "2024-03-01"),
        (((2, "2024-01"), (4, None)), 3, "0001-01-01"),  # reopened
        (((2, "2024-01"), (4, None), (5, "2024-01")), 3, "0001-01-01"),  # it belongs there by now
        (((2, "2024-02"), (4, "2024-01"), (5, "2024-02")), 3, "2024-02-01"),
        (((2, "2024-12"),), 3, "2025-01-01"),
    ],
)
def test_first_open_day(entries: tuple, loaded_at: int, opened: str) -> None:
    assert str(first_open_day(closings(*entries), loaded_at)) == opened


def test_closings_in_force() -> None:
    entries = closings((2, "2024-01"), (4, "2024-02"), (5, "2024-01"), (7, "2024-03"))
    assert [entry.position for entry in closings_in_force(entries)] == [2, 5, 7]


# A 転入 of 20 January, delivered after January was closed, is counted on 1 February.
LATE_ENTRY = change(1, "11", "01-20", person=2)


def test_a_late_row_counts_on_the_first_open_day() -> None:
    oracle = register([resident()], "2024-01", [LATE_ENTRY, change(2, "51", "03-01", person=2)])
    assert steps_of(oracle, person=2) == ["11 2024-02-01"]
    assert steps_of(oracle, "event", person=2) == ["11 2024-01-20"]
    stock = Counter(row[1] for row in oracle.population_monthly().elements())
    assert stock == {"2023-12": 1, "2024-01": 1, "2024-02": 1 + 1, "2024-03": 1 + 1}


@pytest.mark.parametrize(
    ("closed", "day"),
    [(["2023-12"], "01-20"), (["2024-01", "2024-02"], "03-01"), (["2024-01", None], "01-20")],
)
def test_which_day_is_the_first_open_one(closed: list[str | None], day: str) -> None:
    oracle = register([resident()], *closed, [LATE_ENTRY])
    assert steps_of(oracle, person=2) == [f"11 2024-{day}"]


def test_a_reopened_month_takes_its_late_rows_in() -> None:
    oracle = register([resident()], "2024-01", [LATE_ENTRY], None, "2024-01")
    assert steps_of(oracle, person=2) == ["11 2024-01-20"]


def test_what_the_base_counted_is_not_carried() -> None:
    oracle = register([resident()], "2024-01", [change(2, "21", "2023-12-20")])
    assert steps_of(oracle) == []
    assert oracle.outcomes() == {"effective": 1, "inapplicable": 1}


def test_a_planned_day_in_an_open_month_is_kept() -> None:
    oracle = register([resident()], "2024-01", [change(2, "21", "01-20", happened="02-10")])
    assert steps_of(oracle) == ["21 2024-02-10"]


def test_the_order_of_history_holds_among_what_is_carried() -> None:
    """Moved, left, came back, all late: all on 1 February, in their order."""
    late = [change(2, "31", "01-05", town=UPTOWN), change(3, "21", "01-10"), change(4, "11", "01-20")]
    oracle = register([resident()], "2024-01", late)
    assert steps_of(oracle) == ["31 2024-02-01", "21 2024-02-01", "11 2024-02-01"]


PENDING = change(2, "21", "01-05", happened="03-31")
NOTICE = change(3, "50", "01-15", happened="01-12", target=2)


def test_a_late_notice_dates_its_out_move_no_earlier_than_the_first_open_day() -> None:
    assert steps_of(register([resident(), PENDING, NOTICE])) == ["21 2024-01-15"]
    late = register([resident(), PENDING], "2024-01", [NOTICE])
    assert steps_of(late) == ["21 2024-02-01"]
    assert steps_of(late, "event") == ["21 2024-01-12"]


def test_a_late_notice_moves_nothing_out_of_a_closed_month() -> None:
    left = change(2, "21", "01-05", happened="01-25")
    assert steps_of(register([resident(), left], "2024-01", [NOTICE])) == ["21 2024-01-25"]


def test_a_late_cancellation_is_too_late_for_a_closed_month() -> None:
    """On one day both would be void; a closed month keeps the entry, and February takes it back."""
    entry, taken_back = change(1, "11", "01-10", person=2), change(2, "29", "01-10", target=1, person=2)
    assert steps_of(register([resident(), entry, taken_back]), person=2) == []
    late = register([resident(), entry], "2024-01", [taken_back])
    assert steps_of(late, person=2) == ["11 2024-01-10", "29 2024-02-01"]
    assert steps_of(late, "event", person=2) == []


def test_a_late_cancellation_is_in_time_for_what_is_still_to_come() -> None:
    stays = change(3, "19", "01-20", target=2)
    assert steps_of(register([resident(), PENDING], "2024-01", [stays])) == []
    # but not for a day before the first open one
    soon = change(2, "21", "01-05", happened="01-25")
    assert steps_of(register([resident(), soon], "2024-01", [stays])) == ["21 2024-01-25", "19 2024-02-01"]


def test_a_cancellation_of_a_closed_month_never_learns_its_target() -> None:
    """January was closed with a 49 that named nothing known; what it named comes later and stands."""
    named = change(2, "31", "01-10", town=UPTOWN)
    unknown = change(3, "49", "01-20", target=2, town=UPTOWN)
    oracle = register([resident(), unknown], "2024-01", [named])
    assert steps_of(oracle) == ["49 2024-01-20", "31 2024-02-01"]
    assert [step.cancelled_reason for step in oracle.replays[CITY, 1].register] == ["", "", ""]
    assert steps_of(oracle, "event") == []


def test_an_open_cancellation_learns_its_late_target() -> None:
    named = change(2, "21", "01-10")
    back = change(3, "19", "02-20", target=2)
    oracle = register([resident(), back], "2024-01", [named])
    assert steps_of(oracle) == ["21 2024-02-01", "19 2024-02-20"]
    assert [step.cancelled_reason for step in oracle.replays[CITY, 1].register] == ["", "", "21"]


def test_a_cancellation_counted_by_the_base_knows_whatever_comes() -> None:
    """It moves nothing itself, so there is nothing in a closed month to keep."""
    stays = change(3, "19", "2023-12-25", target=2)
    planned = change(2, "21", "2023-12-20", happened="02-20")
    assert steps_of(register([resident(), stays], "2024-01", [planned])) == []


def test_a_late_rival_does_not_bring_a_void_cancellation_back_to_life() -> None:
    """Without closings the higher number voids the 転出, and the other stands and moves uptown in January."""
    first, second = change(3, "49", "01-10", target=2, town=UPTOWN), change(4, "19", "01-12", target=2)
    assert steps_of(register([resident(), PENDING, first, second])) == ["49 2024-01-10"]
    assert steps_of(register([resident(), PENDING, first], "2024-01", [second])) == []


def test_a_late_row_of_the_base_enters_on_the_first_open_day() -> None:
    oracle = register([resident()], "2024-01", [resident(2), change(2, "31", "01-20", town=UPTOWN, person=2)])
    months = Counter(row[1:3] for row in oracle.population_monthly())
    assert months == {("2023-12", HOME): 1, ("2024-01", HOME): 1}
    [entry, moved] = oracle.replays[CITY, 2].register
    assert (str(entry.day), str(moved.day)) == ("2024-02-01", "2024-02-01")


def test_a_chain_is_judged_by_what_its_closed_month_knew() -> None:
    """With 2 known, 5 would be a third level and lose its effect in January; 4 and 3 are void either way."""
    rows = [
        change(3, "49", "02-05", target=2, town=UPTOWN),
        change(4, "49", "01-12", target=3, town=UPTOWN),
        change(5, "49", "01-15", target=4, town=UPTOWN),
    ]
    late = change(2, "31", "01-10", town=UPTOWN)
    assert steps_of(register([resident(), *rows], "2024-01")) == ["49 2024-01-15"]
    assert steps_of(register([resident(), *rows], "2024-01", [late])) == ["49 2024-01-15", "31 2024-02-01"]
