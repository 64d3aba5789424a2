"""Which record a number comes from: its reason, the file that brought it, the rule that dated it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.oracle import values
from tests.oracle.calendar import first_day_after, month_of
from tests.oracle.changes import Change, State
from tests.oracle.judging import Store
from tests.oracle.replay import Replay
from tests.oracle.tables import Oracle, Row, on_each_basis, signed_cells

Origin = tuple[str, str, str]
"""Reason, file, dating rule."""


def files_of(paths: Iterable[Path]) -> dict[Change, str]:
    """Return the file that every loaded row came in: the first after which the store has it."""
    store, files = Store(), {}
    for path in paths:
        store.load(path)
        for row in (*store.residents.values(), *store.changes.values()):
            files.setdefault(row, path.name)
    return files


class Origins:
    """What the numbers of an oracle are made of, by reason, file and rule."""

    def __init__(self, oracle: Oracle, files: dict[Change, str]) -> None:
        self.oracle = oracle
        self.files = files

    def origin(self, effects: Replay, change: Change) -> Origin:
        """Return the origin of a change; a planned out-move may count on its planned date or a notice's."""
        counted = effects.counted[change]
        if change.reason == "00":
            rule = "initial"
        elif counted == change.recorded:
            rule = "recorded"
        else:
            rule = "planned" if counted == values.full_date(change.changed) else "notice"
        return change.reason, self.files[change], rule

    def residents_at(self, municipality: str, month: str) -> Iterator[tuple[State, Origin]]:
        """Yield the residents of a month's end, each with the record in force."""
        for effects in self.oracle.by_municipality[municipality]:
            steps = [step for step in effects.register if step.day < first_day_after(month)]
            if steps and steps[-1].after:
                yield steps[-1].after, self.origin(effects, steps[-1].change)

    def population(self) -> Counter[Row]:
        """Return residents by the grain of population_monthly and their origin."""
        found: Counter[Row] = Counter()
        for municipality, month in self.months():
            for state, origin in self.residents_at(municipality, month):
                age = values.age_code(first_day_after(month), state.birth)
                found[municipality, month, state.town, state.sex, state.kind, age, *origin] += 1
        return found

    def households(self) -> Counter[Row]:
        """Return households by municipality, month, town, size and the origin of who stands for them."""
        found: Counter[Row] = Counter()
        for municipality, month in self.months():
            households: dict[int | None, list[tuple[State, Origin]]] = defaultdict(list)
            for state, origin in self.residents_at(municipality, month):
                households[state.household].append((state, origin))
            for members in households.values():
                town, origin = self.stands_for(members)
                found[municipality, month, town, str(len(members)), *origin] += 1
        return found

    def stands_for(self, members: list[tuple[State, Origin]]) -> tuple[str, Origin]:
        """Return town and origin of a household: the householder's; without exactly one, those of the
        smallest town, of its members the record that was loaded first.
        """
        householders = [(state.town, origin) for state, origin in members if state.is_householder]
        if len(householders) == 1:
            return householders[0]
        loaded = list(dict.fromkeys(self.files.values()))
        return min(
            ((state.town, origin) for state, origin in members),
            key=lambda one: (one[0], loaded.index(one[1][1]), one[1][0], one[1][2]),
        )

    def movements(self) -> Counter[Row]:
        """Return movements by the grain of movements_monthly and their origin."""
        found: Counter[Row] = Counter()
        for (municipality, _), effects in self.oracle.replays.items():
            for basis, step, day in on_each_basis(effects):
                reason, file, rule = self.origin(effects, step.change)
                for sign, state in signed_cells(step):
                    cell = (
                        state.town,
                        reason,
                        step.cancelled_reason,
                        step.change.notification_type,
                        str(sign),
                    )
                    band = values.age_band_code(day, state.birth)
                    person = (state.sex, state.kind, band)
                    found[municipality, month_of(day), basis, *cell, *person, file, rule] += 1
        return found

    def months(self) -> Iterator[tuple[str, str]]:
        """Yield every municipality with each of its months."""
        for municipality in self.oracle.store.base_dates:
            for month in self.oracle.months(municipality):
                yield municipality, month
