"""From effects to marts (02-register 2.4, 2.6; 03-tables 3.1): grain columns → measure."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from tests.oracle import values
from tests.oracle.calendar import first_day_after, month_of, months_between
from tests.oracle.changes import OUT_MOVES, Change, State
from tests.oracle.closing import first_open_day
from tests.oracle.dating import Person, make_person
from tests.oracle.household_types import household_type
from tests.oracle.judging import Store
from tests.oracle.replay import Replay, Step, replay

Row = tuple[str, ...]
"""The grain columns of a mart in their order; stat_month as YYYY-MM."""


class Oracle:
    """The marts of everything a store has loaded, the months of the whole store up to `last_month`."""

    def __init__(self, store: Store, last_month: str | None = None) -> None:
        self.store = store
        self.persons: dict[tuple[str, int], Person] = {
            key: make_person(rows, store.base_dates[key[0]], self._open_days(key[0], rows))
            for key, rows in store.persons().items()
        }
        self.replays: dict[tuple[str, int], Replay] = {
            key: replay(person) for key, person in self.persons.items()
        }
        self.by_municipality: dict[str, list[Replay]] = defaultdict(list)
        for (municipality, _), effects in self.replays.items():
            self.by_municipality[municipality].append(effects)
        self.last_month = last_month or self._last_recorded_month()

    def _open_days(self, municipality: str, rows: list[Change]) -> dict[Change, date]:
        closings = [entry for entry in self.store.closings if entry.municipality == municipality]
        return {row: first_open_day(closings, self.store.loaded_at[row]) for row in rows if closings}

    def _last_recorded_month(self) -> str:
        """Return "the month of the last recorded_date loaded"."""
        rows = [*self.store.residents.values(), *self.store.changes.values()]
        return month_of(max(row.recorded for row in rows))

    def months(self, municipality: str) -> list[str]:
        """Return the covered months of a municipality, that of the base date first."""
        return months_between(month_of(self.store.base_dates[municipality]), self.last_month)

    def residents_at(self, municipality: str, month: str) -> Iterator[State]:
        """Yield the states that cover "the end of the last day of M"."""
        for effects in self.by_municipality[municipality]:
            steps = [step for step in effects.register if step.day < first_day_after(month)]
            if steps and steps[-1].after:
                yield steps[-1].after

    def population_monthly(self) -> Counter[Row]:
        population: Counter[Row] = Counter()
        for municipality in self.store.base_dates:
            for month in self.months(municipality):
                for state in self.residents_at(municipality, month):
                    age = values.age_code(first_day_after(month), state.birth)
                    population[municipality, month, state.town, state.sex, state.kind, age] += 1
        return population

    def foreign_residents_monthly(self) -> Counter[Row]:
        """Return foreign residents; "stock tables use the single-year age", so a band is that of the age."""
        foreigners: Counter[Row] = Counter()
        for municipality in self.store.base_dates:
            for month in self.months(municipality):
                for state in self.residents_at(municipality, month):
                    if state.kind == "2":
                        status = values.status_code(state.residence_status)
                        band = values.band_of_age(values.age_code(first_day_after(month), state.birth))
                        cell = (state.nationality, status, state.sex, band)
                        foreigners[municipality, month, *cell] += 1
        return foreigners

    def households_monthly(self) -> Counter[Row]:
        households: Counter[Row] = Counter()
        for municipality in self.store.base_dates:
            for month in self.months(municipality):
                for cell, count in self.households_at(municipality, month).items():
                    households[municipality, month, *cell] += count
        return households

    def household_types_monthly(self) -> Counter[Row]:
        types: Counter[Row] = Counter()
        for municipality in self.store.base_dates:
            for month in self.months(municipality):
                for members in _households(self.residents_at(municipality, month)).values():
                    kind = household_type(members, first_day_after(month))
                    types[municipality, month, _household_town(members), kind] += 1
        return types

    def households_at(self, municipality: str, month: str) -> Counter[Row]:
        """Return the households of a month's end by town, kind and size."""
        households = _households(self.residents_at(municipality, month)).values()
        return Counter(
            (_household_town(members), _household_kind(members), str(len(members))) for members in households
        )

    def movements_monthly(self) -> Counter[Row]:
        movements: Counter[Row] = Counter()
        for (municipality, _), effects in self.replays.items():
            for basis, step, day in on_each_basis(effects):
                for sign, state in signed_cells(step):
                    movements[
                        municipality,
                        month_of(day),
                        basis,
                        state.town,
                        step.change.reason,
                        step.cancelled_reason,
                        step.change.notification_type,
                        str(sign),
                        state.sex,
                        state.kind,
                        values.age_band_code(day, state.birth),
                    ] += 1
        return movements

    def migration_flows_monthly(self) -> Counter[Row]:
        flows: Counter[Row] = Counter()
        for (municipality, _), effects in self.replays.items():
            for step in effects.register:
                if step.change.reason not in ("11", "12", "21", "22"):
                    continue
                direction = "out" if step.change.reason in OUT_MOVES else "in"
                (_, state), *_ = signed_cells(step)
                band = values.age_band_code(step.day, state.birth)
                cell = (direction, *partner_of(step.change), state.sex, state.kind, band)
                flows[municipality, month_of(step.day), *cell] += 1
        return flows

    def outcomes(self) -> Counter[str]:
        """Return how many loaded rows came to what."""
        return Counter(outcome for effects in self.replays.values() for outcome in effects.outcomes.values())

    def inapplicable_monthly(self) -> Counter[Row]:
        """Return inapplicable rows by municipality and month of their counted date."""
        return Counter(
            (municipality, month_of(effects.counted[change]))
            for (municipality, _), effects in self.replays.items()
            for change, outcome in effects.outcomes.items()
            if outcome == "inapplicable"
        )


def partner_of(change: Change) -> tuple[str, str]:
    """Return kind and code: "abroad for 12, 22 (partner_code blank if the country is unknown), domestic for
    11, 21 with a municipality, unknown for 11, 21 without; a 転出 shows its own row's destination".
    """
    origin, origin_country, destination, destination_country = change.partners
    if change.reason in ("12", "22"):
        return "abroad", origin_country if change.reason == "12" else destination_country
    municipality = origin if change.reason == "11" else destination
    return ("domestic", municipality) if municipality else ("unknown", "")


def signed_cells(step: Step) -> list[tuple[int, State]]:
    """Return the flow rows of an effective change (2.6): add +1 in the new cell, remove −1 in the cell that
    ended, a "modify that changes town, sex or kind: −1 in the old cell and +1 in the new one".
    """
    before, after = step.before, step.after
    if before is None or after is None:
        return [(1, after)] if after else [(-1, before)] if before else []
    if (before.town, before.sex, before.kind) == (after.town, after.sex, after.kind):
        return []
    return [(-1, before), (1, after)]


def on_each_basis(effects: Replay) -> Iterator[tuple[str, Step, date]]:
    """Yield the flows of the three bases (2.5); the notified one "shows the register's effective changes, in
    the same cells, under their notified_date" (recorded_date if blank).
    """
    for step in effects.register:
        yield "register", step, step.day
        yield "notified", step, step.change.notified or step.change.recorded
    for step in effects.event:
        yield "event", step, step.day


def _households(residents: Iterator[State]) -> dict[int | None, list[State]]:
    """Return "the residents at that moment who share a 世帯番号"."""
    households: dict[int | None, list[State]] = defaultdict(list)
    for state in residents:
        households[state.household].append(state)
    return households


def _household_kind(members: list[State]) -> str:
    """Return 1 日本人のみ, 2 外国人のみ, 3 複数国籍."""
    kinds = {state.kind for state in members}
    return "3" if len(kinds) == 2 else kinds.pop()


def _household_town(members: list[State]) -> str:
    """Return the householder's; "without exactly one householder, the smallest town code"."""
    householders = [state.town for state in members if state.is_householder]
    return householders[0] if len(householders) == 1 else min(state.town for state in members)
