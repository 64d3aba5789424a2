"""A reader's own table: cells laid out in rows and columns, with totals, as counts, shares or changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from dashboards.formats import add_months, month_code, month_of, percentage
from dashboards.publication import Publication
from dashboards.queries.subjects import MONTH, Subject
from dashboards.queries.tabulated import Key, Place, Question, tabulated

COUNT, SHARE_OF_ROW, SHARE_OF_COLUMN, SHARE_OF_ALL = ("count", "row_share", "column_share", "share")
CHANGE_OF_MONTH, CHANGE_OF_YEAR = "change_month", "change_year"
SHARES = (SHARE_OF_ROW, SHARE_OF_COLUMN, SHARE_OF_ALL)
CHANGES = {CHANGE_OF_MONTH: 1, CHANGE_OF_YEAR: 12}
"""What a cell shows, and by how many months a change looks back."""
SHOWN = (COUNT, *SHARES, *CHANGES)
LARGEST = 3_000
"""Cells a page shows; more are for SQL (06.3: a page's message stays under 100 kB)."""

Value = float | None


@dataclass(frozen=True)
class Plan:
    """What is tabulated, with none or one dimension of columns, and what a cell shows."""

    question: Question
    show: str = COUNT

    @property
    def rows(self) -> tuple[str, ...]:
        return self.question.rows

    @property
    def column(self) -> tuple[str, ...]:
        return self.question.column

    @property
    def subject(self) -> Subject:
        return self.question.subject

    def adds_up(self, names: Sequence[str]) -> bool:
        """Whether a total over these dimensions means something."""
        return bool(names) and all(self.subject.dimension(name).adds_up for name in names)


@dataclass(frozen=True)
class Grid:
    """The table: keys of rows and columns in order, and what every place shows."""

    rows: tuple[Key, ...]
    columns: tuple[Key, ...]
    values: Mapping[Place, Value]

    @property
    def size(self) -> int:
        return len(self.rows) * len(self.columns)


def make_grid(
    publication: Publication, plan: Plan, codes: Mapping[str, Sequence[str]], covered: Sequence[date]
) -> Grid:
    """Return the grid of a plan; `codes` are those of each dimension in their order, `covered` the months.

    The total comes first among rows and last among columns, where the dimensions add up.
    """
    counts = tabulated(publication, plan.question)
    rows = _keys(plan, plan.rows, codes, {row for row, _ in counts})
    columns = _keys(plan, plan.column, codes, {column for _, column in counts})
    places = [*product(rows, columns)]
    if plan.show in CHANGES:
        return Grid(rows, columns, _changes(publication, plan, counts, places, covered))
    return Grid(rows, columns, {place: _shown(plan, counts, *place) for place in places})


def _keys(
    plan: Plan, names: tuple[str, ...], codes: Mapping[str, Sequence[str]], found: set[Key]
) -> tuple[Key, ...]:
    """Return the keys along one side in order, with the total if there is one."""
    if not names:
        return ((),)
    is_sparse = any(plan.subject.dimension(name).is_sparse for name in names)
    keys = [key for key in product(*(codes[name] for name in names)) if key in found or not is_sparse]
    total: list[Key] = [()] if plan.adds_up(names) and len(keys) > 1 else []
    return tuple([*total, *keys] if names == plan.rows else [*keys, *total])


def _shown(plan: Plan, counts: Mapping[Place, int], row: Key, column: Key) -> Value:
    """Return what a cell shows: its count, or its share in % of the total of its row, column or the table."""
    value = counts.get((row, column), 0)
    whole: dict[str, Place] = {
        SHARE_OF_ROW: (row, ()),
        SHARE_OF_COLUMN: ((), column),
        SHARE_OF_ALL: ((), ()),
    }
    return percentage(value, counts.get(whole[plan.show], 0)) if plan.show in whole else value


def _changes(
    publication: Publication,
    plan: Plan,
    counts: Mapping[Place, int],
    places: Sequence[Place],
    covered: Sequence[date],
) -> dict[Place, Value]:
    """Return the cells less what they were so many months earlier; None where that is not covered."""
    back = CHANGES[plan.show]
    months = tuple(add_months(month, -back) for month in plan.question.months)
    known = tuple(month for month in months if month in covered)
    earlier = tabulated(publication, replace(plan.question, months=known))

    def change(row: Key, column: Key) -> Value:
        before = _moved(plan.rows, row, -back), _moved(plan.column, column, -back)
        is_known = set(_months_of(plan, before) or months) <= set(covered)
        return counts.get((row, column), 0) - earlier.get(before, 0) if is_known else None

    return {place: change(*place) for place in places}


def _moved(names: tuple[str, ...], key: Key, months: int) -> Key:
    """Return the key whose month, if it has one, is so many months later."""
    return tuple(
        month_code(add_months(month_of(code), months)) if name == MONTH else code
        for name, code in zip(names, key, strict=False)
    )


def _months_of(plan: Plan, place: Place) -> list[date]:
    """Return the month that a place is of; none if it is of all months of the table."""
    named = (
        pair
        for names, key in zip((plan.rows, plan.column), place, strict=True)
        for pair in zip(names, key, strict=False)
    )
    return [month_of(code) for name, code in named if name == MONTH]
