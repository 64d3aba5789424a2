"""The register numbers of residents deliveries, in memory only: what a rotation of keys needs of them."""

from dataclasses import dataclass, field, replace

import numpy as np

from ingest.ambiguous_numbers import NumberWatch
from ingest.dialects import Dialects
from ingest.form import form_lexicons, judge_form
from ingest.intake import open_records, sniff_header
from ingest.layouts import Layout
from ingest.shapes import Assignment
from store.errors import UsageError


@dataclass
class NumberLists:
    """The distinct numbers of each municipality and domain, and how many rows could not be read."""

    numbers: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)
    unreadable: int = 0

    @property
    def municipality_codes(self) -> set[str]:
        return {code for code, _ in self.numbers}

    def of(self, code: str) -> dict[str, np.ndarray]:
        """Return the numbers of a municipality by domain."""
        return {domain: numbers for (each, domain), numbers in self.numbers.items() if each == code}

    def add(self, code: str, domain: str, numbers: np.ndarray) -> None:
        """Take in numbers, met before or not."""
        known = self.numbers.get((code, domain), np.empty(0, np.int64))
        self.numbers[code, domain] = np.union1d(known, numbers)


def read_number_lists(assignments: list[Assignment], dialects: Dialects) -> NumberLists:
    """Return the numbers of residents deliveries. Raises UsageError for another kind, DeliveryRefused."""
    lists = NumberLists()
    for assignment in assignments:
        _read_numbers(assignment, dialects, lists)
    return lists


def _read_numbers(assignment: Assignment, dialects: Dialects, lists: NumberLists) -> None:
    header = sniff_header(assignment, dialects)
    if header.layout.kind != "residents":
        raise UsageError(
            f"{assignment.file} is a {header.layout.kind} delivery. Name full residents deliveries only."
        )
    layout = _numbers_only(header.layout)
    lexicons = form_lexicons(layout)
    numbers_seen = NumberWatch(assignment.file, header.layout, "drop")
    with open_records(assignment, header, dialects, {}) as delivered:
        for records in delivered.records:
            judged = judge_form(numbers_seen.settled(records.rows), layout, lexicons)
            lists.unreadable += records.misshapen.len() + judged.rejections.height
            for (code,), rows in judged.rows.partition_by("municipality_code", as_dict=True).items():
                for column in layout.columns:
                    if column.domain:
                        numbers = rows[column.column].drop_nulls().unique().to_numpy()
                        lists.add(code, column.domain, numbers)


def _numbers_only(layout: Layout) -> Layout:
    """Return the layout without what a number does not need, so that other faults of a row do not matter."""
    kept = [column for column in layout.columns if column.domain or column.column == "municipality_code"]
    return replace(layout, columns=tuple(kept))
