"""Which change made, ended or turned a household (02-register 2.4): day, kind, reason and sign → how many.

Changes of one day act in the order of their history numbers; a 24 and a 14 of one day have theirs in the
order in which they act (2.3).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from tests.oracle.replay import Replay
from tests.oracle.tables import Oracle

Event = tuple[date, int, str, int, int]
"""Day, history number in the order of acting, reason, Japanese and foreign members more (or fewer)."""


def household_changes(oracle: Oracle) -> Counter[tuple[str, str, str, str, str]]:
    """Return municipality, day, kind, reason, sign → how many households began (1) or ended (-1)."""
    changes: Counter[tuple[str, str, str, str, str]] = Counter()
    for municipality, replays in oracle.by_municipality.items():
        households: dict[int | None, list[Event]] = defaultdict(list)
        for effects in replays:
            for household, event in _events(effects):
                households[household].append(event)
        for events in households.values():
            for day, kind, reason, sign in _turns(sorted(events)):
                changes[municipality, day.isoformat(), kind, reason, str(sign)] += 1
    return changes


def _events(effects: Replay) -> Iterator[tuple[int | None, Event]]:
    for day, group in groupby(effects.register, key=lambda step: step.day):
        steps = list(group)
        numbers = sorted(step.change.history for step in steps)
        for number, step in zip(numbers, steps, strict=True):
            members: dict[int | None, list[int]] = defaultdict(lambda: [0, 0])
            for state, sign in ((step.before, -1), (step.after, 1)):
                if state:
                    members[state.household][int(state.kind) - 1] += sign
            for household, (japanese, foreign) in members.items():
                if japanese or foreign:
                    yield household, (day, number, step.change.reason, japanese, foreign)


def _turns(events: list[Event]) -> Iterator[tuple[date, str, str, int]]:
    japanese = foreign = 0
    for day, _, reason, more_japanese, more_foreign in events:
        before = _kind(japanese, foreign)
        japanese, foreign = japanese + more_japanese, foreign + more_foreign
        after = _kind(japanese, foreign)
        if before != after:
            yield from ((day, kind, reason, sign) for kind, sign in ((before, -1), (after, 1)) if kind)


def _kind(japanese: int, foreign: int) -> str:
    """Return 1 日本人のみ, 2 外国人のみ, 3 複数国籍, blank for nobody."""
    return "3" if japanese and foreign else "1" if japanese else "2" if foreign else ""
