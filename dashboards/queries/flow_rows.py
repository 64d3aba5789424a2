"""Migration flows as marts have them: true ones as they are, masked ones at the granularity asked for.

A count of None is masked (04-privacy 4.4).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.masked_towns import TOTAL

TRUE_FLOWS = f"""
    select
        direction_code, partner_kind_code, partner_code, age_band_code,
        sum(person_count)::bigint as person_count
    from migration_flows_monthly
    where stat_month between $first and $last and {conditions("sex_codes", "resident_kind_codes")}
    group by all
"""
MASKED_FLOWS = f"""
    select
        direction_code, partner_kind_code, partner_code, age_band_code,
        case when $is_told then person_count end as person_count
    from masked_migration_flows
    where municipality_code = $municipality_code and stat_month between $first and $last
        and window_months = $window_months and (age_band_code = '{TOTAL}') = $is_of_all_ages
"""
FLOWS_BY_KIND = """
    select
        direction_code, partner_kind_code, null::varchar as partner_code, age_band_code,
        case when $is_of_everybody then sum(person_count)::bigint end as person_count
    from migration_flows_monthly
    where municipality_code = $municipality_code and stat_month between $first and $last
    group by all
"""


@dataclass(frozen=True)
class Window:
    """Months that are summed: the first days of the first and of the last."""

    first: date
    last: date


def flows_by_partner(
    publication: Publication, cells: Cells, window: Window, *, is_of_all_ages: bool
) -> pl.DataFrame:
    """Return direction_code, partner_kind_code, partner_code, age_band_code, person_count.

    Gated marts mask the ages of a partner for themselves, so all ages together are asked for as such.
    """
    if not publication.is_gated:
        return true_flows(publication, cells, window)
    parameters = masked_parameters(publication, cells, window, is_of_all_ages=is_of_all_ages)
    return publication.rows(MASKED_FLOWS, **parameters)


def flows_by_kind(publication: Publication, cells: Cells, window: Window) -> pl.DataFrame:
    """Return the same columns; gated marts tell kinds of partners as such, so that none of them is masked."""
    if not publication.is_gated:
        return true_flows(publication, cells, window)
    return publication.rows(
        FLOWS_BY_KIND,
        municipality_code=cells.municipality_code,
        first=window.first,
        last=window.last,
        is_of_everybody=is_of_everybody(cells),
    )


@lru_cache(maxsize=64)
def true_flows(publication: Publication, cells: Cells, window: Window) -> pl.DataFrame:
    """Return the finest rows of the months, once for everything a page sums of them."""
    chosen = cells.parameters("sex_codes", "resident_kind_codes")
    return publication.rows(TRUE_FLOWS, first=window.first, last=window.last, **chosen)


def is_of_everybody(cells: Cells) -> bool:
    """Whether these are both sexes and all nationalities: gated marts have no others."""
    return cells.sex_codes is None and cells.resident_kind_codes is None


def masked_parameters(
    publication: Publication, cells: Cells, window: Window, *, is_of_all_ages: bool
) -> dict[str, object]:
    """Return what fills MASKED_FLOWS: a month or a calendar year of everybody is told, all else is masked."""
    is_month = window.first == window.last
    is_year = is_calendar_year(publication, cells.municipality_code, window)
    return {
        "municipality_code": cells.municipality_code,
        "first": window.last if is_year else window.first,
        "last": window.last,
        "window_months": 12 if is_year else 1,
        "is_of_all_ages": is_of_all_ages,
        "is_told": (is_month or is_year) and is_of_everybody(cells),
    }


@lru_cache(maxsize=64)
def is_calendar_year(publication: Publication, municipality_code: str, window: Window) -> bool:
    """Whether the window is a year of which masked tables have the sum."""
    years = publication.rows(
        "select distinct stat_month from masked_migration_flows"
        " where window_months = 12 and municipality_code = $municipality_code",
        municipality_code=municipality_code,
    )
    is_whole = (window.first.year, window.first.month, window.last.month) == (window.last.year, 1, 12)
    return is_whole and window.last in years["stat_month"].to_list()
