"""What the indicators of an area are made of: counts of its towns, now and years ago."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboards.publication import Publication
from dashboards.queries.ages import known_age_groups
from dashboards.queries.areas import inhabited_towns
from dashboards.queries.cells import Cells
from dashboards.queries.seeds import codes_where
from dashboards.queries.summary import household_kinds_of, kinds_of
from dashboards.queries.towns import (
    WHOLE,
    Count,
    total,
    town_age_groups,
    town_households,
    town_population,
)


@dataclass(frozen=True)
class AreaCounts:
    """Counts of an area at a month's end; None: masked."""

    population: Count
    before: Mapping[int, Count]
    """Population so many years ago, as far as that month is covered."""
    children: Count
    elderly: Count
    known_age: Count
    everybody: Count
    """Of all nationalities, whichever is chosen."""
    foreign: Count
    households: Count
    """Of a nationality: those with members of no other."""
    all_households: Count
    square_km: float | None = None
    """Of its polygons, where they are real."""


@lru_cache(maxsize=64)
def town_counts(
    publication: Publication,
    municipality_code: str,
    nationality: str,
    month: date,
    months_before: tuple[tuple[int, date], ...],
) -> dict[str, AreaCounts]:
    """Return the counts of every town that ever had a resident, and of the whole (WHOLE)."""
    chosen = Cells(municipality_code, resident_kind_codes=kinds_of(publication, nationality))
    foreign_kinds = codes_where(publication, "resident_kind_codes", is_foreign=True)
    population = town_population(publication, chosen, month)
    before = {years: town_population(publication, chosen, when) for years, when in months_before}
    everybody = town_population(publication, Cells(municipality_code), month)
    foreign = town_population(publication, Cells(municipality_code, resident_kind_codes=foreign_kinds), month)
    groups = town_age_groups(publication, chosen, month)
    youngest, *_, oldest = known = known_age_groups(publication)
    kinds = household_kinds_of(publication, nationality)
    households = town_households(publication, municipality_code, kinds, month)
    all_households = town_households(publication, municipality_code, None, month)
    return {
        town: AreaCounts(
            population=population.get(town, 0),
            before={years: counts.get(town, 0) for years, counts in before.items()},
            children=groups.get((town, youngest), 0),
            elderly=groups.get((town, oldest), 0),
            known_age=total(groups.get((town, group), 0) for group in known),
            everybody=everybody.get(town, 0),
            foreign=foreign.get(town, 0),
            households=households.get(town, 0),
            all_households=all_households.get(town, 0),
        )
        for town in (WHOLE, *inhabited_towns(publication, municipality_code)["town_code"])
    }


def summed(counts: Iterable[AreaCounts]) -> AreaCounts:
    """Return the counts of several areas together; masked wherever one of them is."""
    parts = list(counts)
    sizes = [part.square_km for part in parts if part.square_km is not None]
    years = parts[0].before if parts else {}
    return AreaCounts(
        population=total(part.population for part in parts),
        before={year: total(part.before[year] for part in parts) for year in years},
        children=total(part.children for part in parts),
        elderly=total(part.elderly for part in parts),
        known_age=total(part.known_age for part in parts),
        everybody=total(part.everybody for part in parts),
        foreign=total(part.foreign for part in parts),
        households=total(part.households for part in parts),
        all_households=total(part.all_households for part in parts),
        square_km=sum(sizes) if sizes and len(sizes) == len(parts) else None,
    )
