"""Every bar of an explanation: by hand for each rule, and exact for random histories of movements."""

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.queries.cells import Cells
from dashboards.queries.explanation import Explanation, explain
from dashboards.queries.points import Point
from store.errors import CheckFailed
from tests.dashboards.explained_marts import (
    BASE,
    CELLS,
    HERE,
    LATER,
    MONTHS,
    OPENING,
    PLACE,
    Cell,
    Movement,
    expected_stock,
    make_empty,
    opening,
    publish,
)

JANUARY, FEBRUARY, MARCH, APRIL, MAY = LATER


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    make_empty(folder)
    return folder


def cells_of(cell: Cell) -> Cells:
    town, sex, kind = cell
    return Cells(PLACE, (town,), (sex,), (kind,))


def changes(explanation: Explanation) -> dict[str, int]:
    return {cause.cause_code: cause.change for cause in explanation.causes}


def register(month: date) -> Point:
    return Point(month, "register")


def event(month: date, known: date | None = None) -> Point:
    return Point(month, "event", known)


def moved(reason: str, sign: int = 1, **history: date | None) -> Movement:
    return Movement(HERE, reason, sign, **history)  # type: ignore[arg-type]


COUNTED_IN_TIME = {"counted": MARCH, "happened": MARCH, "recorded": MARCH}
LATE = {"counted": MARCH, "happened": JANUARY, "recorded": MARCH}
AHEAD = {"counted": FEBRUARY, "happened": MAY, "recorded": FEBRUARY}
RULES = {
    "in-migration within Japan": (
        moved("11", **COUNTED_IN_TIME),
        register(FEBRUARY),
        register(MARCH),
        {"in_domestic": 1},
    ),
    "out-migration abroad": (
        moved("22", -1, **COUNTED_IN_TIME),
        event(FEBRUARY),
        event(MARCH),
        {"out_abroad": -1},
    ),
    "a recoded area": (moved("32", **COUNTED_IN_TIME), register(JANUARY), register(MAY), {"recoded_area": 1}),
    "a household that splits": (
        moved("40", **COUNTED_IN_TIME),
        register(FEBRUARY),
        register(MARCH),
        {"household": 1},
    ),
    "an ex officio amendment": (
        moved("33", **COUNTED_IN_TIME),
        register(FEBRUARY),
        register(MARCH),
        {"corrected": 1},
    ),
    "counted after it happened": (moved("13", **LATE), register(FEBRUARY), register(MARCH), {"late": 1}),
    "happened and counted within the months": (
        moved("13", **LATE),
        register(BASE),
        register(MARCH),
        {"birth": 1},
    ),
    "counted before it happens": (
        moved("21", -1, **AHEAD),
        register(JANUARY),
        register(MARCH),
        {"future_dated": -1},
    ),
    "not yet counted": (moved("23", -1, **LATE), register(FEBRUARY), event(FEBRUARY), {"late": -1}),
    "counted already": (moved("21", -1, **AHEAD), register(MARCH), event(MARCH), {"future_dated": 1}),
    "cancelled, so on the register only": (
        moved("11", counted=FEBRUARY, recorded=FEBRUARY, told_as=FEBRUARY, mended=APRIL),
        register(MARCH),
        event(MARCH),
        {"cancelled": -1},
    ),
    "effective on the event basis only": (
        moved("16", happened=FEBRUARY, recorded=FEBRUARY),
        register(MARCH),
        event(MARCH),
        {"corrected": 1},
    ),
    "known later": (moved("13", **LATE), event(FEBRUARY, FEBRUARY), event(FEBRUARY), {"late": 1}),
    "known in its own month": (
        moved("13", **COUNTED_IN_TIME),
        event(MARCH, FEBRUARY),
        event(MARCH, MARCH),
        {"birth": 1},
    ),
    "known before it happens": (
        moved("21", -1, **AHEAD),
        event(MAY, JANUARY),
        event(MAY, FEBRUARY),
        {"future_dated": -1},
    ),
    "known to be cancelled": (
        moved("11", counted=FEBRUARY, recorded=FEBRUARY, told_as=FEBRUARY, mended=APRIL),
        event(MARCH, MARCH),
        event(MARCH, APRIL),
        {"cancelled": -1},
    ),
    "known to have happened earlier": (
        moved("23", -1, counted=MARCH, happened=JANUARY, recorded=MARCH, told_as=MARCH, mended=APRIL),
        event(FEBRUARY, MARCH),
        event(FEBRUARY),
        {"corrected": -1},
    ),
    "the initial entries, known from the base date on": (
        opening(HERE),
        event(BASE, date(2023, 11, 1)),
        event(BASE, BASE),
        {"initial": OPENING},
    ),
    "month, basis and knowledge at once": (
        moved("13", counted=MAY, happened=JANUARY, recorded=MAY),
        event(FEBRUARY, MARCH),
        register(APRIL),
        {"late": 0},
    ),
}


@pytest.mark.parametrize(("movement", "start", "end", "expected"), RULES.values(), ids=RULES)
def test_the_cause(
    folder: Path, movement: Movement, start: Point, end: Point, expected: dict[str, int]
) -> None:
    publication = publish(folder, [movement])
    assert changes(explain(publication, Cells(PLACE), start, end)) == expected
    back = explain(publication, Cells(PLACE), end, start)
    assert changes(back) == {cause: -change for cause, change in expected.items()}


def test_increase_and_decrease_are_told_apart(folder: Path) -> None:
    within = [Movement(cell, "31", sign, MARCH, MARCH, MARCH) for cell, sign in ((HERE, -1), (CELLS[-1], 1))]
    (cause,) = explain(publish(folder, within), Cells(PLACE), register(FEBRUARY), register(MARCH)).causes
    assert (cause.cause_code, cause.increase, cause.decrease, cause.change) == ("internal_move", 1, 1, 0)


def test_marts_that_contradict_each_other_are_no_explanation(folder: Path) -> None:
    publication = publish(folder, [opening(HERE), moved("11", **COUNTED_IN_TIME)])
    with duckdb.connect(str(publication.marts_file)) as connection:
        connection.execute("delete from movement_timings where reason_code = '11'")
    with pytest.raises(CheckFailed, match="1 of the difference between 2024-02:register and 2024-03"):
        explain(publication, Cells(PLACE), register(FEBRUARY), register(MARCH))


months = st.sampled_from(LATER)


@st.composite
def random_movements(draw: st.DrawFn) -> Movement:
    """Draw a movement that is on both bases, on one only, cancelled, or corrected."""
    reason, sign = draw(st.sampled_from([("11", 1), ("21", -1), ("13", 1), ("31", 1), ("31", -1), ("34", 1)]))
    recorded, mended = sorted(draw(st.lists(months, min_size=2, max_size=2, unique=True)))
    fate = draw(st.sampled_from(["plain", "corrected", "cancelled", "register only", "event only"]))
    others = {"counted": draw(months), "happened": draw(months), "recorded": recorded}
    if fate == "cancelled":
        others = {
            "counted": others["counted"],
            "told_as": draw(months),
            "recorded": recorded,
            "mended": mended,
        }
    elif fate == "corrected":
        others |= {"told_as": draw(months), "mended": mended}
    elif fate == "register only":
        others = {"counted": others["counted"]}
    elif fate == "event only":
        del others["counted"]
    return Movement(draw(st.sampled_from(CELLS)), reason, sign, people=draw(st.integers(1, 3)), **others)


@st.composite
def random_points(draw: st.DrawFn) -> Point:
    month = draw(st.sampled_from(MONTHS))
    basis = draw(st.sampled_from(["register", "event"]))
    known = draw(st.sampled_from([None, *MONTHS])) if basis == "event" else None
    return Point(month, basis, known)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(random_movements(), max_size=25),
    pairs=st.lists(st.tuples(random_points(), random_points()), min_size=1, max_size=6),
)
def test_every_cell_and_pair_of_points_is_explained_to_the_last_person(
    folder: Path, moves: list[Movement], pairs: list[tuple[Point, Point]]
) -> None:
    movements = [*map(opening, CELLS), *moves]
    publication = publish(folder, movements)
    for start, end in pairs:
        sums: Counter[str] = Counter()
        for cell in CELLS:
            explanation = explain(publication, cells_of(cell), start, end)
            values = (explanation.start_value, explanation.end_value)
            assert values == tuple(expected_stock(movements, cell, point) for point in (start, end))
            assert sum(changes(explanation).values()) == values[1] - values[0]
            back = explain(publication, cells_of(cell), end, start)
            assert changes(back) == {cause: -change for cause, change in changes(explanation).items()}
            sums.update(changes(explanation))
        assert changes(explain(publication, Cells(PLACE), start, end)) == dict(sums)


def test_every_reason_that_acts_has_a_cause(folder: Path) -> None:
    with duckdb.connect(str(folder / "empty.duckdb"), read_only=True) as connection:
        silent = connection.execute(
            "select reason_code from reason_codes"
            " where (explanation_cause_code is null) != (population_effect = 'none')"
        ).fetchall()
        unlisted = connection.execute(
            "select explanation_cause_code from reason_codes where explanation_cause_code not in"
            " (select explanation_cause_code from explanation_cause_codes)"
        ).fetchall()
    assert (silent, unlisted) == ([], [])
