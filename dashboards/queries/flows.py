"""Migration by how far away, by partner, and by age: each asked for at exactly the granularity that is shown.

A count of None is masked (04-privacy 4.4): whatever it is a part of is masked with it, never summed without.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.flow_rows import Window, flows_by_kind, flows_by_partner
from dashboards.queries.masking import sum_unless_masked
from dashboards.queries.partners import prefectures
from dashboards.queries.seeds import attributes

Key = TypeVar("Key")

INSIDE, OUTSIDE, ABROAD, UNKNOWN = SCOPES = ("inside", "outside", "abroad", "unknown")
"""How far away a partner is: the own prefecture, other prefectures, other countries, not known."""
DOMESTIC = "domestic"
"""The own prefecture and the others together."""
BANDS = "age_band_codes"
KINDS = (DOMESTIC, ABROAD, UNKNOWN)
"""What every reader may see exact (04-privacy 4.4), and what adds up to the whole."""
ARRIVALS, DEPARTURES, NET = FIGURES = ("arrivals", "departures", "net")


class Partner(NamedTuple):
    """Who migrants come from and go to; the code is blank where it is unknown."""

    scope: str
    partner_kind_code: str
    partner_code: str

    @property
    def is_domestic(self) -> bool:
        return self.scope in (INSIDE, OUTSIDE)


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
    partners = migrants_by_partner(publication, cells, window)
    scopes = kind_scopes(publication)
    by_kind = _migrants(
        publication, flows_by_kind(publication, cells, window), lambda kind, code, band: scopes[kind]
    )
    within = _folded((one.scope, migrants) for one, migrants in partners.items() if one.is_domestic)
    return within | by_kind


@lru_cache(maxsize=64)
def migrants_by_partner(publication: Publication, cells: Cells, window: Window) -> Mapping[Partner, Migrants]:
    """Return who came from and who left for each partner."""
    flows = flows_by_partner(publication, cells, window, is_of_all_ages=True)
    partners = partners_of(publication, cells.municipality_code, flows)
    return _migrants(publication, flows, lambda kind, code, band: partners[kind, code])


@lru_cache(maxsize=64)
def migrants_by_age(
    publication: Publication, cells: Cells, window: Window, band_column: str
) -> Mapping[tuple[str, str], Migrants]:
    """Return who came and who left by scope, DOMESTIC too, and age.

    `band_column` is one of the list of age bands.
    """
    partners = migrants_by_partner_and_age(publication, cells, window, band_column)
    scopes, bands = kind_scopes(publication), attributes(publication, BANDS, band_column)
    by_kind = _migrants(
        publication,
        flows_by_kind(publication, cells, window),
        lambda kind, code, band: (scopes[kind], bands[band]),
    )
    within = _folded(((one.scope, band), each) for (one, band), each in partners.items() if one.is_domestic)
    return within | by_kind


@lru_cache(maxsize=16)
def migrants_by_partner_and_age(
    publication: Publication, cells: Cells, window: Window, band_column: str
) -> Mapping[tuple[Partner, str], Migrants]:
    """Return who came from and who left for each partner by age; see `migrants_by_age`."""
    flows = flows_by_partner(publication, cells, window, is_of_all_ages=False)
    partners = partners_of(publication, cells.municipality_code, flows)
    bands = attributes(publication, BANDS, band_column)
    return _migrants(publication, flows, lambda kind, code, band: (partners[kind, code], bands[band]))


def partners_of(
    publication: Publication, municipality_code: str, flows: pl.DataFrame
) -> dict[tuple[str, str | None], Partner]:
    """Return the partner that each pair of partner_kind_code and partner_code of `flows` is.

    A ward of a designated city is its city.
    """
    places = prefectures(publication)
    cities = attributes(publication, "municipality_codes", "parent_municipality_code")
    scopes, own = kind_scopes(publication), places[municipality_code]
    found = {}
    for kind, code in flows.select("partner_kind_code", "partner_code").unique().iter_rows():
        within = INSIDE if places.get(code) == own else OUTSIDE
        scope = within if scopes[kind] == DOMESTIC else scopes[kind]
        found[kind, code] = Partner(scope, kind, cities.get(code) or code)
    return found


@lru_cache(maxsize=16)
def kind_scopes(publication: Publication) -> dict[str, str]:
    """Return which of KINDS a partner_kind_code is."""
    is_abroad = attributes(publication, "partner_kind_codes", "is_abroad")
    return {
        kind: UNKNOWN if abroad is None else ABROAD if abroad else DOMESTIC
        for kind, abroad in is_abroad.items()
    }


def _migrants(
    publication: Publication, flows: pl.DataFrame, key: Callable[[str, str | None, str], Key]
) -> dict[Key, Migrants]:
    """Return migrants by `key` of partner_kind_code, partner_code and age_band_code."""
    inward = attributes(publication, "direction_codes", "is_inward")
    sides: dict[Key, list[int | None]] = {}
    for direction, kind, code, band, count in flows.iter_rows():
        side, place = sides.setdefault(key(kind, code, band), [0, 0]), 0 if inward[direction] else 1
        before = side[place]
        side[place] = None if count is None or before is None else before + count
    return {one: Migrants(*counts) for one, counts in sides.items()}


def _folded(parts: Iterable[tuple[Key, Migrants]]) -> dict[Key, Migrants]:
    """Return the sum of the parts of each key."""
    found: dict[Key, list[Migrants]] = {}
    for key, one in parts:
        found.setdefault(key, []).append(one)
    return {key: together(listed) for key, listed in found.items()}
