"""The oracle's vintages and bridges of random registers: what is summed must be what is replayed."""

from collections import Counter
from pathlib import Path

import pytest

from tests.chronicle_telling import tell_oracle
from tests.oracle.bases import basis_bridge_monthly, residual
from tests.oracle.calendar import month_of
from tests.oracle.judging import Store, load_all
from tests.oracle.knowledge import known_by, known_events, movement_knowledge, over_causes
from tests.oracle.replay import replay_events
from tests.oracle.tables import Oracle, Row
from tests.random_registers import hostile_chronicle, random_store, steady_chronicle, write_files


def tell_random(kind: str, folder: Path) -> Store:
    if kind == "in one load":
        return load_all(write_files(random_store(5, municipalities=10), folder))
    if kind == "hostile":
        return tell_oracle(hostile_chronicle(5, municipalities=10), folder)
    return tell_oracle(steady_chronicle(5, municipalities=2, persons=150), folder)


@pytest.fixture(params=["in one load", "hostile", "steady"])
def oracle(request: pytest.FixtureRequest, tmp_path: Path) -> Oracle:
    return Oracle(tell_random(request.param, tmp_path))


def test_full_knowledge_is_the_event_basis(oracle: Oracle) -> None:
    """Everything that ever became known adds up to the event basis of the marts."""
    known: Counter[Row] = Counter()
    for (city, reference, _, _, *cell), count in movement_knowledge(oracle).items():
        known[city, reference, *cell] += count
    events: Counter[Row] = Counter()
    for row, count in oracle.movements_monthly().items():
        city, month, basis, town, reason, _, _, sign, sex, kind, _ = row
        if basis == "event":
            events[city, month, town, sex, kind, reason, sign] += count
    assert {row: count for row, count in known.items() if count} == events


def test_every_vintage_is_the_sum_of_what_became_known(oracle: Oracle) -> None:
    """The differences up to a month, summed, are the replay of the rows recorded by then."""
    differences = over_causes(movement_knowledge(oracle))
    for city in list(oracle.store.base_dates)[:3]:
        for month in oracle.months(city):
            summed: Counter[Row] = Counter()
            for (home, reference, known, *cell), count in differences.items():
                if home == city and known <= month:
                    summed[reference, *cell] += count
            assert {row: count for row, count in summed.items() if count} == known_events(oracle, city, month)


def test_event_stocks_are_sums_over_both_months(oracle: Oracle) -> None:
    """Stock of a cell at month M as known at K = Σ sign × change of the months up to M, known up to K."""
    knowledge = movement_knowledge(oracle)
    city, *_ = oracle.store.base_dates
    months = oracle.months(city)
    for at, known in ((months[1], months[1]), (months[1], months[-1]), (months[-1], months[2])):
        summed: Counter[Row] = Counter()
        for (home, reference, as_known, _, *cell, _, sign), count in knowledge.items():
            if home == city and reference <= at and as_known <= known:
                summed[tuple(cell)] += int(sign) * count
        assert {cell: count for cell, count in summed.items() if count} == event_stock(
            oracle, city, at, known
        )


def event_stock(oracle: Oracle, city: str, at: str, known: str) -> Counter[Row]:
    """Return the residents at the end of a month by cell, person by person."""
    stock: Counter[Row] = Counter()
    for (home, _), person in oracle.persons.items():
        steps, _ = replay_events(known_by(person, known)) if home == city else ([], set())
        past = [step for step in steps if month_of(step.day) <= at]
        if past and past[-1].after:
            stock[past[-1].after.town, past[-1].after.sex, past[-1].after.kind] += 1
    return stock


def test_bridges_add_up_and_end_at_the_movements(oracle: Oracle) -> None:
    movements: Counter[Row] = Counter()
    for (city, month, basis, _, reason, *_), count in oracle.movements_monthly().items():
        movements[city, month, reason, basis] += count
    for (city, month, reason), counts in basis_bridge_monthly(oracle).items():
        assert residual(counts) == 0
        ends = tuple(movements[city, month, reason, basis] for basis in ("register", "event"))
        assert (counts[0], counts[-1]) == ends
