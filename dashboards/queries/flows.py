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
DOMESTIC = "domestic"
"""The own prefecture and the others together."""
KINDS = (DOMESTIC, ABROAD, UNKNOWN)
"""What every reader may see exact (04-privacy 4.4), and what adds up to the whole."""
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
FLOWS_BY_KIND = """
    select
        direction_code, partner_kind_code, null::varchar as partner_code, age_band_code,
        case when $is_of_everybody then person_count end as person_count
    from migration_flows_monthly
    where municipality_code = $municipality_code and stat_month between $first and $last
"""
FLOWS = f"""
    with flows as ({{flows}})

    select
        case
            when kinds.is_abroad is null then '{UNKNOWN}'
            when kinds.is_abroad then '{ABROAD}'
            when $is_by_kind then '{DOMESTIC}'
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
    """Return who came and who left by how far away, DOMESTIC too."""
    found = _migrants_by_distance(publication, cells, window, "")
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
    """Return who came and who left by scope, DOMESTIC too, and age.

    `band_column` is one of the list of age bands.
    """
    found = _migrants_by_distance(publication, cells, window, f"bands.{band_column},")
    return {(scope, band): migrants for (scope, band), migrants in found.items()}


@lru_cache(maxsize=64)
def migrants_by_partner_and_age(
    publication: Publication, cells: Cells, window: Window, band_column: str
) -> Mapping[tuple[Partner, str], Migrants]:
    """Return who came from and who left for each partner by age; see `migrants_by_age`."""
    found = _migrants(publication, cells, window, f"{PARTNER} bands.{band_column},")
    return {(Partner(*partner), band): migrants for (*partner, band), migrants in found.items()}


def _migrants_by_distance(
    publication: Publication, cells: Cells, window: Window, dimensions: str
) -> dict[tuple[str, ...], Migrants]:
    """Return migrants by scope and `dimensions`: within the country by partners, all else by their kind.

    So what every reader may see exact is not summed from partners that may be masked.
    """
    by_partner = _migrants(publication, cells, window, dimensions)
    by_kind = _migrants(publication, cells, window, dimensions, is_by_kind=True)
    return {key: one for key, one in by_partner.items() if key[0] in (INSIDE, OUTSIDE)} | by_kind


def _migrants(
    publication: Publication, cells: Cells, window: Window, dimensions: str, *, is_by_kind: bool = False
) -> dict[tuple[str, ...], Migrants]:
    """Return migrants by scope and `dimensions`; what nobody did is zero. `is_by_kind`: scopes of KINDS."""
    inward = dict(code_list(publication, "direction_codes").select("direction_code", "is_inward").iter_rows())
    if not publication.is_gated:
        flows, parameters = TRUE_FLOWS, true_parameters(cells, window)
    elif is_by_kind:
        flows, parameters = FLOWS_BY_KIND, kind_parameters(cells, window)
    else:
        is_of_all_ages = "bands." not in dimensions
        flows = MASKED_FLOWS
        parameters = masked_parameters(publication, cells, window, is_of_all_ages=is_of_all_ages)
    statement = FLOWS.format(flows=flows, dimensions=dimensions)
    rows = publication.rows(statement, is_by_kind=is_by_kind, **parameters)
    sides: dict[tuple[str, ...], dict[str, int | None]] = {}
    for *key, direction, count in rows.iter_rows():
        sides.setdefault(tuple(key), {})[ARRIVALS if inward[direction] else DEPARTURES] = count
    return {key: Migrants(**counts) for key, counts in sides.items()}


def true_parameters(cells: Cells, window: Window) -> dict[str, object]:
    """Return what fills TRUE_FLOWS."""
    chosen = cells.parameters("sex_codes", "resident_kind_codes")
    return {"first": window.first, "last": window.last, **chosen}


def is_of_everybody(cells: Cells) -> bool:
    """Whether these are both sexes and all nationalities: gated marts have no others."""
    return cells.sex_codes is None and cells.resident_kind_codes is None


def kind_parameters(cells: Cells, window: Window) -> dict[str, object]:
    """Return what fills FLOWS_BY_KIND: any months of everybody are told."""
    return {
        "municipality_code": cells.municipality_code,
        "first": window.first,
        "last": window.last,
        "is_of_everybody": is_of_everybody(cells),
    }


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


def is_calendar_year(publication: Publication, municipality_code: str, window: Window) -> bool:
    """Whether the window is a year of which masked tables have the sum."""
    years = publication.rows(
        "select distinct stat_month from masked_migration_flows"
        " where window_months = 12 and municipality_code = $municipality_code",
        municipality_code=municipality_code,
    )
    is_whole = (window.first.year, window.first.month, window.last.month) == (window.last.year, 1, 12)
    return is_whole and window.last in years["stat_month"].to_list()
