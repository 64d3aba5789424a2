"""How the register basis and the event basis hang together, movement by movement (03-tables 3.1, bridge)."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.oracle.knowledge import Movement, movements_of
from tests.oracle.replay import Replay, Step
from tests.oracle.tables import Oracle, Row

BRIDGE_COLUMNS = (
    "register_count",
    "happened_here_count",
    "happened_earlier_count",
    "future_dated_count",
    "cancelled_count",
    "only_register_count",
    "only_event_count",
    "event_count",
)
SIGNS = dict(zip(BRIDGE_COLUMNS, (1, 1, -1, -1, -1, -1, 1, -1), strict=True))
"""The register's count, corrected by every column but the last, is the last."""


def movement_timings(oracle: Oracle) -> Counter[Row]:
    """Return municipality, counted month, event month (blank = not on that basis), bridge, town, sex, kind,
    reason, sign → movements.
    """
    timings: Counter[Row] = Counter()
    for (municipality, _), effects in oracle.replays.items():
        for counted_month, event_month, bridge, cell in _timings_of(effects):
            timings[municipality, counted_month, event_month, bridge, *cell] += 1
    return timings


def _timings_of(effects: Replay) -> Iterator[tuple[str, str, str, Row]]:
    """Yield the movements of a person: once if in the same cell on both bases, else each by itself."""
    counted, happened = _months(effects.register), _months(effects.event)
    for change, *cell in counted.keys() | happened.keys():
        key = (change, *cell)
        months = counted.get(key, ""), happened.get(key, "")
        # "on the register basis only because the event basis leaves cancelled changes … out"
        alone = "cancelled" if change in effects.left_out else "one_basis"
        town, sex, kind, sign = cell
        yield *months, "both" if all(months) else alone, (town, sex, kind, change.reason, sign)


def _months(steps: list[Step]) -> dict[tuple, str]:
    """Return the month of every movement: (change, town, sex, kind, sign) → month."""
    movements: frozenset[Movement] = movements_of(steps)
    return {(change, *cell): month for change, month, *cell in movements}


def basis_bridge_monthly(oracle: Oracle) -> dict[Row, tuple[int, ...]]:
    """Return municipality, month, reason → the counts of BRIDGE_COLUMNS: rows of movements, both signs."""
    bridge: dict[Row, Counter[str]] = defaultdict(Counter)
    for timing, count in movement_timings(oracle).items():
        municipality, counted_month, event_month, bridge_code, *_, reason, _ = timing
        for month, column in _columns_of(counted_month, event_month, bridge_code):
            bridge[municipality, month, reason][column] += count
    return {key: tuple(counts[column] for column in BRIDGE_COLUMNS) for key, counts in bridge.items()}


def _columns_of(counted_month: str, event_month: str, bridge: str) -> Iterator[tuple[str, str]]:
    """Yield month and column of everything that a movement adds to."""
    if counted_month:
        yield counted_month, "register_count"
    if event_month:
        yield event_month, "event_count"
    if bridge == "both" and counted_month != event_month:
        # "happened in this month but counted in others", "counted here but happened in others"
        yield event_month, "happened_here_count"
        yield counted_month, "happened_earlier_count" if event_month < counted_month else "future_dated_count"
    elif bridge == "cancelled":
        yield counted_month, "cancelled_count"
    elif bridge == "one_basis":
        yield counted_month or event_month, "only_register_count" if counted_month else "only_event_count"


def residual(counts: tuple[int, ...]) -> int:
    """Return what a row of the bridge leaves unexplained; zero if it adds up."""
    return sum(SIGNS[column] * count for column, count in zip(BRIDGE_COLUMNS, counts, strict=True))
