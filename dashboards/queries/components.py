"""Flows of months as components of change: what a bar is made of (02-register 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from access.masked_tables import MOVED_IN, MOVED_OUT
from dashboards.masking import MASKED
from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.masked_towns import split_off_towns, town_components
from dashboards.queries.movements import movements_by_month, official_basis
from dashboards.queries.seeds import attributes

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
    components = attributes(publication, "reason_codes", "component")
    exact, towns = split_off_towns(publication, cells)
    found = {month: dict.fromkeys(PARTS, 0) for month in months}
    for month, reason_code, count in movements_by_month(publication, exact, basis_code).iter_rows():
        if month in found:
            component = components[reason_code]
            found[month][component if component in PARTS else WITHIN] += count
    if towns:
        add_towns(publication, found, cells, towns, basis_code)
    return {month: MonthFlows(by_part) for month, by_part in found.items()}


def add_towns(
    publication: Publication,
    found: dict[date, dict[str, int]],
    cells: Cells,
    towns: tuple[str, ...],
    basis_code: str,
) -> None:
    """Add the flows of towns of gated marts, which tell the official basis of all sexes and nationalities."""
    if basis_code != official_basis(publication) or cells.sex_codes or cells.resident_kind_codes:
        for by_part in found.values():
            by_part.update(dict.fromkeys(PARTS, MASKED))
        return
    signs = {**dict.fromkeys((*ENTRIES, MOVED_IN), 1), **dict.fromkeys((*REMOVALS, MOVED_OUT), -1)}
    for (month, component), count in town_components(publication, cells, towns).items():
        if month in found and component in signs:
            part = component if component in PARTS else WITHIN
            found[month][part] += count * signs[component]
