"""The oracle on closed months of random registers: the photograph of a closed month must never fade."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chronicle_telling import tell_oracle
from tests.oracle.closing import closings_in_force
from tests.oracle.judging import Closing
from tests.oracle.replay import replay
from tests.oracle.tables import Oracle, Row, signed_cells
from tests.random_registers import Chronicle, hostile_chronicle, steady_chronicle
from tests.random_registers.steady import Shares

MARTS = ("population_monthly", "households_monthly", "movements_monthly", "migration_flows_monthly")


def register_rows(oracle: Oracle, mart: str) -> Counter[Row]:
    """Return what is final once a month is closed; the notified and the event basis may change."""
    table = getattr(oracle, mart)()
    return Counter({row: table[row] for row in table if mart != "movements_monthly" or row[2] == "register"})


def faded(chronicle: Chronicle, folder: Path) -> list[str]:
    """Return closed months that are not for ever what was loaded when they were closed: brute force."""
    final = Oracle(tell_oracle(chronicle, folder))
    final_rows = {mart: register_rows(final, mart) for mart in MARTS}
    wrong = []
    for closing in closings_in_force(final.store.closings):
        past = Oracle(tell_oracle(chronicle[: closing.position], folder), last_month=closing.closed_through)
        for mart in MARTS:
            photograph, today = (
                {row: n for row, n in rows.items() if in_closed_month(row, closing)}
                for rows in (register_rows(past, mart), final_rows[mart])
            )
            if photograph != today:
                wrong.append(f"{mart} of {closing.municipality} up to {closing.closed_through}")
    return wrong


def in_closed_month(row: Row, closing: Closing) -> bool:
    return row[0] == closing.municipality and row[1] <= (closing.closed_through or "")


def balances(oracle: Oracle) -> list[Row]:
    """Return the persons for whom the steps of the register do not add up to being there or not."""
    return [
        key
        for key, effects in oracle.replays.items()
        if sum(sign for step in effects.register for sign, _ in signed_cells(step))
        != bool(effects.register and effects.register[-1].after)
    ]


@pytest.mark.parametrize(
    ("seed", "contested", "is_base_late"), [(0, 0, False), (1, 0.2, False), (2, 1, False), (3, 0.2, True)]
)
def test_closed_months_are_what_was_loaded_when_they_were_closed(
    seed: int, contested: float, is_base_late: bool, tmp_path: Path
) -> None:
    chronicle = hostile_chronicle(
        seed, municipalities=8, late=0.4, contested=contested, is_base_late=is_base_late
    )
    assert faded(chronicle, tmp_path) == []


@pytest.mark.parametrize("make", [hostile_chronicle, steady_chronicle])
def test_what_is_late_counts_in_an_open_month_and_stocks_balance(make, tmp_path: Path) -> None:
    oracle = Oracle(tell_oracle(make(1), tmp_path))
    carried = 0
    for person, effects in zip(oracle.persons.values(), oracle.replays.values(), strict=True):
        for row in person.changes:
            day = effects.counted[row]
            assert day >= person.open_day(row) or day <= person.base_date
            carried += day == person.open_day(row)
    assert carried > 20
    assert balances(oracle) == []


@pytest.mark.parametrize("make", [hostile_chronicle, steady_chronicle])
def test_a_late_row_that_meets_no_other_counts_on_the_later_of_two_days(make, tmp_path: Path) -> None:
    """Persons of one change: its day without closings, or the first open day."""
    oracle = Oracle(tell_oracle(make(2), tmp_path))
    carried = 0
    for person in oracle.persons.values():
        if len(person.changes) == 1:
            [row] = person.changes
            simple = [
                step.day for step in replay(replace(person, open_days={})).register if step.change == row
            ]
            found = [step.day for step in replay(person).register if step.change == row]
            assert found == [max(day, person.open_day(row)) for day in simple]
            carried += found != simple
    assert carried > 0


def test_without_shares_everything_is_in_time_and_right(tmp_path: Path) -> None:
    nothing_wrong = steady_chronicle(3, municipalities=2, persons=100, shares=Shares(0, 0, 0))
    oracle = Oracle(tell_oracle(nothing_wrong, tmp_path))
    rows = [(person, row) for person in oracle.persons.values() for row in person.changes]
    assert len(rows) > 100
    assert {row.reason for _, row in rows} & {"19", "29", "49", "34"} == set()
    assert [row for person, row in rows if row.recorded < person.open_day(row)] == []
