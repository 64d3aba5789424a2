"""What the indicators of an area are made of: counts of its towns, now and years ago."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboards.publication import Publication
from dashboards.queries.ages import known_age_groups, unknown_age_group
from dashboards.queries.areas import inhabited_towns
from dashboards.queries.cells import Cells
from dashboards.queries.seeds import codes_where
from dashboards.queries.summary import household_kinds_of, kinds_of
from dashboards.queries.towns import town_age_groups, town_households, town_population


@dataclass(frozen=True)
class AreaCounts:
    """Counts of an area at a month's end; each may be MASKED."""

    population: int
    before: Mapping[int, int]
    """Population so many years ago, as far as that month is covered."""
    children: int
    elderly: int
    known_age: int
    everybody: int
    """Of all nationalities, whichever is chosen."""
    foreign: int
    households: int
    """Of a nationality: those with members of no other."""
    all_households: int
    square_km: float | None = None
    """Of its polygons, where they are real; not summed."""


@lru_cache(maxsize=64)
def town_counts(
    publication: Publication,
    municipality_code: str,
    nationality: str,
    month: date,
    months_before: tuple[tuple[int, date], ...],
) -> dict[str, AreaCounts]:
    """Return the counts of every town that ever had a resident, and of the whole (WHOLE).

    Of gated marts, whose towns may be masked, also those of districts, by their area codes.
    """
    chosen = Cells(municipality_code, resident_kind_codes=kinds_of(publication, nationality))
    foreign_kinds = codes_where(publication, "resident_kind_codes", is_foreign=True)
    population = town_population(publication, chosen, month)
    before = {years: town_population(publication, chosen, when) for years, when in months_before}
    everybody = town_population(publication, Cells(municipality_code), month)
    foreign = town_population(publication, Cells(municipality_code, resident_kind_codes=foreign_kinds), month)
    groups = town_age_groups(publication, chosen, month)
    youngest, *_, oldest = known_age_groups(publication)
    unknown = unknown_age_group(publication)
    kinds = household_kinds_of(publication, nationality)
    households = town_households(publication, municipality_code, kinds, month)
    all_households = town_households(publication, municipality_code, None, month)
    return {
        town: AreaCounts(
            population=population.get(town, 0),
            before={years: counts.get(town, 0) for years, counts in before.items()},
            children=groups.get((town, youngest), 0),
            elderly=groups.get((town, oldest), 0),
            known_age=population.get(town, 0) - groups.get((town, unknown), 0),
            everybody=everybody.get(town, 0),
            foreign=foreign.get(town, 0),
            households=households.get(town, 0),
            all_households=all_households.get(town, 0),
        )
        for town in {*population, *everybody, *inhabited_towns(publication, municipality_code)["town_code"]}
    }


def summed(counts: Iterable[AreaCounts]) -> AreaCounts:
    """Return the counts of several areas together; masked wherever one of them is."""
    parts = list(counts)
    years = parts[0].before if parts else {}
    return AreaCounts(
        population=sum(part.population for part in parts),
        before={year: sum(part.before[year] for part in parts) for year in years},
        children=sum(part.children for part in parts),
        elderly=sum(part.elderly for part in parts),
        known_age=sum(part.known_age for part in parts),
        everybody=sum(part.everybody for part in parts),
        foreign=sum(part.foreign for part in parts),
        households=sum(part.households for part in parts),
        all_households=sum(part.all_households for part in parts),
    )
