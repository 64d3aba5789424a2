"""Towns of gated marts: what their masked tables tell, exact or MASKED, and MASKED where they have no column.

Null in these tables is masked, no row is zero (04-privacy 4.4). Districts and the whole are read elsewhere:
they are exact in every mart.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from access.recoding import DISTRICT_PREFIX
from dashboards.masking import unless_masked
from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.seeds import attributes

Key = TypeVar("Key")
TOTAL = "total"
"""Stands for all codes in a column of the masked tables."""


def split_off_towns(publication: Publication, cells: Cells) -> tuple[Cells, tuple[str, ...]]:
    """Return the cells that marts tell exactly, and the towns that only masked tables have."""
    if not publication.is_gated or cells.town_codes is None:
        return cells, ()
    towns = tuple(code for code in cells.town_codes if not code.startswith(DISTRICT_PREFIX))
    return replace(cells, town_codes=tuple(sorted({*cells.town_codes} - {*towns}))), towns


def nationality_of(publication: Publication, cells: Cells) -> str:
    """Return the value of resident_kind that these cells are of."""
    if cells.resident_kind_codes is None:
        return TOTAL
    kinds = attributes(publication, "resident_kind_codes", "report_resident_kind")
    (kind,) = {kinds[code] for code in cells.resident_kind_codes}
    return str(kind)


def town_ages(
    publication: Publication, cells: Cells, towns: tuple[str, ...], months: tuple[date, ...]
) -> dict[tuple[date, str, str], int]:
    """Return the residents of these towns together by month, sex code or `total`, and age class."""
    rows = publication.rows(
        """
        select stat_month, sex_code, age_class, population_count from town_population_monthly
        where municipality_code = $municipality_code and resident_kind = $resident_kind
            and list_contains($towns::varchar[], town_code) and list_contains($months::date[], stat_month)
        """,
        municipality_code=cells.municipality_code,
        resident_kind=nationality_of(publication, cells),
        towns=list(towns),
        months=list(months),
    )
    return summed(((month, sex, age), count) for month, sex, age, count in rows.iter_rows())


def residents_by_town(publication: Publication, cells: Cells, month: date) -> dict[tuple[str, str], int]:
    """Return the residents of every town at the end of `month` by town and age class, of both sexes."""
    rows = publication.rows(
        """
        select town_code, age_class, population_count from town_population_monthly
        where municipality_code = $municipality_code and resident_kind = $resident_kind
            and sex_code = $total and stat_month = $month
        """,
        municipality_code=cells.municipality_code,
        resident_kind=nationality_of(publication, cells),
        total=TOTAL,
        month=month,
    )
    return summed(((town, age), count) for town, age, count in rows.iter_rows())


def town_components(
    publication: Publication, cells: Cells, towns: tuple[str, ...]
) -> dict[tuple[date, str], int]:
    """Return what came to and left these towns together, by month and component; counts have no sign."""
    rows = publication.rows(
        """
        select stat_month, component, movement_count from town_movements_monthly
        where municipality_code = $municipality_code and list_contains($towns::varchar[], town_code)
        """,
        municipality_code=cells.municipality_code,
        towns=list(towns),
    )
    return summed(((month, component), count) for month, component, count in rows.iter_rows())


def summed(rows: Iterable[tuple[Key, int | None]]) -> dict[Key, int]:
    """Return the sums by key; a sum with a masked part is masked."""
    found: dict[Key, int] = {}
    for key, count in rows:
        found[key] = found.get(key, 0) + unless_masked(count)
    return found
