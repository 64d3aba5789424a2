"""Migration by how far away, by partner, and by age: each asked for at exactly the granularity that is shown.

A count of None is masked (04-privacy 4.4): whatever it is a part of is masked with it, never summed without.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.masked_towns import TOTAL
from dashboards.queries.masking import masked_sum, sum_unless_masked
from dashboards.queries.seeds import code_list

INSIDE, OUTSIDE, ABROAD, UNKNOWN = SCOPES = ("inside", "outside", "abroad", "unknown")
"""How far away a partner is: the own prefecture, other prefectures, other countries, not known."""
ARRIVALS, DEPARTURES, NET = FIGURES = ("arrivals", "departures", "net")

TRUE_FLOWS = f"""
    select direction_code, partner_kind_code, partner_code, age_band_code, person_count
    from migration_flows_monthly
    where stat_month between $first and $last and {conditions("sex_codes", "resident_kind_codes")}
"""
MASKED_FLOWS = f"""
    select
        direction_code, partner_kind_code, partner_code, age_band_code,
        case when $is_told then person_count end as person_count
    from masked_migration_flows
    where municipality_code = $municipality_code and stat_month between $first and $last
        and window_months = $window_months and (age_band_code = '{TOTAL}') = $is_of_all_ages
"""
FLOWS = f"""
    with flows as ({{flows}})

    select
        case
            when kinds.is_abroad is null then '{UNKNOWN}'
            when kinds.is_abroad then '{ABROAD}'
            when partners.prefecture_name in (
                select prefecture_name from municipality_codes where municipality_code = $municipality_code
            ) then '{INSIDE}'
            else '{OUTSIDE}'
        end as scope,
        {{dimensions}}
        direction_code,
        {masked_sum("person_count")} as person_count
    from flows
    inner join partner_kind_codes as kinds using (partner_kind_code)
    left join age_band_codes as bands using (age_band_code)
    left join municipality_codes as partners on flows.partner_code = partners.municipality_code
    group by all
"""
PARTNER = "partner_kind_code, coalesce(partners.parent_municipality_code, partner_code) as partner_code,"
"""A ward of a designated city is shown as its city."""


class Partner(NamedTuple):
    """Who migrants come from and go to; the code is blank where it is unknown."""

    scope: str
    partner_kind_code: str
    partner_code: str


@dataclass(frozen=True)
class Window:
    """Months that are summed: the first days of the first and of the last."""

    first: date
    last: date


@dataclass(frozen=True)
class Migrants:
    """Persons who came and who left; None is masked."""

    arrivals: int | None = 0
    departures: int | None = 0

    @property
    def net(self) -> int | None:
        return None if self.arrivals is None or self.departures is None else self.arrivals - self.departures

    @property
    def volume(self) -> int | None:
        """Those who moved in either direction."""
        return sum_unless_masked([self.arrivals, self.departures])

    def figure(self, name: str) -> int | None:
        """Return arrivals, departures or the net."""
        return {ARRIVALS: self.arrivals, DEPARTURES: self.departures, NET: self.net}[name]


def together(parts: Iterable[Migrants]) -> Migrants:
    """Return the sum of `parts`; a direction with a masked part is masked."""
    listed = list(parts)
    return Migrants(
        sum_unless_masked(part.arrivals for part in listed),
        sum_unless_masked(part.departures for part in listed),
    )


@lru_cache(maxsize=64)
def migrants_by_scope(publication: Publication, cells: Cells, window: Window) -> Mapping[str, Migrants]:
    """Return who came and who left by how far away."""
    found = _migrants(publication, cells, window, "")
    return {scope: migrants for (scope,), migrants in found.items()}


@lru_cache(maxsize=64)
def migrants_by_partner(publication: Publication, cells: Cells, window: Window) -> Mapping[Partner, Migrants]:
    """Return who came from and who left for each partner."""
    found = _migrants(publication, cells, window, PARTNER)
    return {Partner(*key): migrants for key, migrants in found.items()}


@lru_cache(maxsize=64)
def migrants_by_age(
    publication: Publication, cells: Cells, window: Window, band_column: str
) -> Mapping[tuple[str, str], Migrants]:
    """Return who came and who left by scope and age; `band_column` is one of the list of age bands."""
    found = _migrants(publication, cells, window, f"bands.{band_column},")
    return {(scope, band): migrants for (scope, band), migrants in found.items()}


@lru_cache(maxsize=64)
def migrants_by_partner_and_age(
    publication: Publication, cells: Cells, window: Window, band_column: str
) -> Mapping[tuple[Partner, str], Migrants]:
    """Return who came from and who left for each partner by age; see `migrants_by_age`."""
    found = _migrants(publication, cells, window, f"{PARTNER} bands.{band_column},")
    return {(Partner(*partner), band): migrants for (*partner, band), migrants in found.items()}


def _migrants(
    publication: Publication, cells: Cells, window: Window, dimensions: str
) -> dict[tuple[str, ...], Migrants]:
    """Return migrants by scope and `dimensions`; what nobody did is zero."""
    inward = dict(code_list(publication, "direction_codes").select("direction_code", "is_inward").iter_rows())
    if publication.is_gated:
        parameters = masked_parameters(publication, cells, window, is_of_all_ages="bands." not in dimensions)
        rows = publication.rows(FLOWS.format(flows=MASKED_FLOWS, dimensions=dimensions), **parameters)
    else:
        rows = publication.rows(
            FLOWS.format(flows=TRUE_FLOWS, dimensions=dimensions),
            first=window.first,
            last=window.last,
            **cells.parameters("sex_codes", "resident_kind_codes"),
        )
    sides: dict[tuple[str, ...], dict[str, int | None]] = {}
    for *key, direction, count in rows.iter_rows():
        sides.setdefault(tuple(key), {})[ARRIVALS if inward[direction] else DEPARTURES] = count
    return {key: Migrants(**counts) for key, counts in sides.items()}


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
        "is_told": (is_month or is_year) and cells.sex_codes is None and cells.resident_kind_codes is None,
    }


def is_calendar_year(publication: Publication, municipality_code: str, window: Window) -> bool:
    """Whether the window is a year of which masked tables have the sum."""
    years = publication.rows(
        "select distinct stat_month from masked_migration_flows"
        " where window_months = 12 and municipality_code = $municipality_code",
        municipality_code=municipality_code,
    )
    is_whole = (window.first.year, window.first.month, window.last.month) == (window.last.year, 1, 12)
    return is_whole and window.last in years["stat_month"].to_list()
