"""Flows of months as components of change: what a bar is made of (02-register 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.movements import movements_by_month
from dashboards.queries.seeds import code_list

ENTRIES = ("in_migration", "birth", "other_add")
REMOVALS = ("out_migration", "death", "other_remove")
WITHIN = "within"
"""All modifies together: they balance over the whole and show what moves into and out of a part of it."""
PARTS = (*ENTRIES, *REMOVALS, WITHIN)


@dataclass(frozen=True)
class MonthFlows:
    """Signed flows of one month by part: + in, − out."""

    by_part: Mapping[str, int]

    @property
    def net(self) -> int:
        return sum(self.by_part.values())

    def sum_of(self, *parts: str) -> int:
        return sum(self.by_part[part] for part in parts)

    @property
    def migration(self) -> int:
        """`net_migration`: in − out."""
        return self.sum_of("in_migration", "out_migration")

    @property
    def natural(self) -> int:
        return self.sum_of("birth", "death")

    @property
    def other(self) -> int:
        return self.sum_of("other_add", "other_remove")


def flows_by_month(
    publication: Publication, cells: Cells, basis_code: str, months: tuple[date, ...]
) -> dict[date, MonthFlows]:
    """Return the flows of `months`, zero where nothing happened."""
    components = dict(code_list(publication, "reason_codes").select("reason_code", "component").iter_rows())
    found = {month: dict.fromkeys(PARTS, 0) for month in months}
    for month, reason_code, count in movements_by_month(publication, cells, basis_code).iter_rows():
        if month in found:
            component = components[reason_code]
            found[month][component if component in PARTS else WITHIN] += count
    return {month: MonthFlows(by_part) for month, by_part in found.items()}
