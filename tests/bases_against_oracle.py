"""What differs between the marts of knowledge and bases and the oracle: mart → rows, one sentence each."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.oracle.bases import BRIDGE_COLUMNS, SIGNS, basis_bridge_monthly, movement_timings
from tests.oracle.knowledge import movement_knowledge, movement_revisions, over_causes
from tests.oracle.tables import Oracle, Row
from tests.published_marts import differences, query

CELL = ("town_code", "sex_code", "resident_kind_code")
KEYS = {
    "movement_timings": (
        *("municipality_code", "counted_month", "event_month", "bridge_code"),
        *CELL,
        *("reason_code", "population_sign"),
    ),
    "movement_knowledge": (
        *("municipality_code", "reference_month", "as_known_month", "knowledge_cause_code"),
        *CELL,
        *("reason_code", "population_sign"),
    ),
    "movement_revisions": ("municipality_code", "reference_month", "as_known_month", "reason_code"),
    "basis_bridge_monthly": ("municipality_code", "stat_month", "reason_code"),
}
MEASURES = {
    "movement_timings": ("movement_count",),
    "movement_knowledge": ("movement_change",),
    "movement_revisions": ("movement_count", "movement_change"),
    "basis_bridge_monthly": BRIDGE_COLUMNS,
}


def read_counts(home: Path, mart: str) -> Counter[Row]:
    """Return keys and name of a measure → count, zeros left out; months as YYYY-MM, a missing one blank.

    A grain that occurs twice is a failure.
    """
    keys = ", ".join(as_text(column) for column in KEYS[mart])
    rows = query(home, f"select {keys}, {', '.join(MEASURES[mart])} from {mart}")
    width = len(KEYS[mart])
    assert len({row[:width] for row in rows}) == len(rows), f"{mart} has two rows of one grain"
    return Counter(
        {
            (*row[:width], measure): int(count)
            for row in rows
            for measure, count in zip(MEASURES[mart], row[width:], strict=True)
            if count
        }
    )


def as_text(column: str) -> str:
    if column.endswith("_month"):
        return f"coalesce(strftime({column}, '%Y-%m'), '')"
    return f"cast({column} as varchar)"


def by_measure(mart: str, table: dict[Row, tuple[int, ...]]) -> Counter[Row]:
    """Return an oracle's table in the shape of `read_counts`."""
    return Counter(
        {
            (*row, measure): count
            for row, counts in table.items()
            for measure, count in zip(MEASURES[mart], counts, strict=True)
            if count
        }
    )


def single(table: Counter[Row]) -> dict[Row, tuple[int, ...]]:
    return {row: (count,) for row, count in table.items()}


EXPECTED: dict[str, Callable[[Oracle], dict[Row, tuple[int, ...]]]] = {
    "movement_timings": lambda oracle: single(movement_timings(oracle)),
    "movement_knowledge": lambda oracle: single(movement_knowledge(oracle)),
    "movement_revisions": movement_revisions,
    "basis_bridge_monthly": basis_bridge_monthly,
}

COVERED_BY = {
    # a planned out-move of a month that no delivery covers yet is no movement yet (03-tables 3.1)
    "movement_timings": ("counted_month", "event_month"),
    "movement_knowledge": (),
    "movement_revisions": ("reference_month",),
    "basis_bridge_monthly": ("stat_month",),
}
"""The months of which one at least must be covered for a row to be shown."""


def covered(mart: str, table: Counter[Row], last_month: str) -> Counter[Row]:
    """Return the rows of an oracle's table that the mart shows."""
    places = [KEYS[mart].index(column) for column in COVERED_BY[mart]]
    return Counter(
        {
            row: count
            for row, count in table.items()
            if not places or min(row[place] for place in places if row[place]) <= last_month
        }
    )


def wrong_bases(home: Path, oracle: Oracle) -> dict[str, list[str]]:
    """Return the differences of every mart that has any; of the knowledge also without its causes."""
    wrong = {
        mart: differences(
            read_counts(home, mart), covered(mart, by_measure(mart, expected(oracle)), oracle.last_month)
        )
        for mart, expected in EXPECTED.items()
    }
    wrong["movement_knowledge over causes"] = differences(
        over_causes(measured(home, "movement_knowledge", "movement_change")),
        over_causes(movement_knowledge(oracle)),
    )
    wrong["bridge"] = broken_bridges(home)
    wrong["bridge to movements"] = bridges_beside_movements(home)
    return {mart: rows for mart, rows in wrong.items() if rows}


def measured(home: Path, mart: str, measure: str) -> Counter[Row]:
    """Return one measure of a mart by its keys."""
    return Counter({row[:-1]: count for row, count in read_counts(home, mart).items() if row[-1] == measure})


def broken_bridges(home: Path) -> list[str]:
    """Return rows of the published bridge that do not add up."""
    residuals: Counter[Row] = Counter()
    for (*key, measure), count in read_counts(home, "basis_bridge_monthly").items():
        residuals[tuple(key)] += SIGNS[measure] * count
    return differences(residuals, Counter())


def bridges_beside_movements(home: Path) -> list[str]:
    """Return ends of the published bridge that are not the published movements of their basis."""
    months = "strftime(stat_month, '%Y-%m')"
    statement = (
        f"select municipality_code, {months}, reason_code, basis_code || '_count', sum(movement_count)"
        " from movements_monthly where basis_code in ('register', 'event') group by all"
    )
    movements = Counter({row[:-1]: int(row[-1]) for row in query(home, statement)})
    ends = Counter(
        {
            row: count
            for row, count in read_counts(home, "basis_bridge_monthly").items()
            if row[-1] in ("register_count", "event_count")
        }
    )
    return differences(ends, movements)
