"""Households at month ends by kind and size, of towns or of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboards.formats import percentage
from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.seeds import codes_where
from dashboards.queries.summary import TOTAL

Months = tuple[date, ...]
LARGEST_SIZE = 6
"""The size from which households are shown together."""


@dataclass(frozen=True)
class Sizes:
    """How many households have each number of members, the largest number and more; all members."""

    by_size: Mapping[int, int]
    members: int

    @property
    def households(self) -> int:
        return sum(self.by_size.values())

    @property
    def mean_size(self) -> float | None:
        return self.members / self.households if self.households else None

    @property
    def single_rate(self) -> float | None:
        """Households of one person in % of all."""
        return percentage(self.by_size.get(1, 0), self.households)


NONE = Sizes({}, 0)
Places = tuple[tuple[str, str], ...]
"""Codes of areas, each with a code that marts have of it in town_code: one pair a town of an area."""
PLACES = """
    inner join (
        select unnest($area_codes::varchar[]) as area_code, unnest($mart_codes::varchar[]) as town_code
    ) as places using (town_code)
"""
SIZES = f"""
    select {{dimensions}}, least(household_size, $largest_size) as size,
        sum(household_count)::bigint as household_count,
        sum(household_size * household_count)::bigint as members
    from households_monthly {{places}}
    where list_contains($months::date[], stat_month)
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], household_kind_code))
        and {conditions("town_codes")}
    group by all
"""


def household_kinds(publication: Publication, nationality: str) -> tuple[str, ...] | None:
    """Return the kinds of households with members of this nationality only; None keeps all."""
    if nationality == TOTAL:
        return None
    return codes_where(publication, "household_kind_codes", report_resident_kind=nationality)


@lru_cache(maxsize=64)
def sizes_by_month(
    publication: Publication, cells: Cells, nationality: str, months: Months
) -> Mapping[date, Sizes]:
    """Return the households of `months` by size."""
    found = _sizes(publication, cells, nationality, months, "stat_month")
    return {month: found.get((month,), NONE) for month in months}


@lru_cache(maxsize=64)
def sizes_by_area(
    publication: Publication, municipality_code: str, nationality: str, places: Places, months: Months
) -> Mapping[tuple[date, str], Sizes]:
    """Return the households of `months` by area, by those of one person and all larger ones."""
    cells = Cells(municipality_code)
    found = _sizes(publication, cells, nationality, months, "stat_month, area_code", 2, places)
    return {(month, area): sizes for (month, area), sizes in found.items()}


def _sizes(
    publication: Publication,
    cells: Cells,
    nationality: str,
    months: Months,
    dimensions: str,
    largest_size: int = LARGEST_SIZE,
    places: Places = (),
) -> dict[tuple, Sizes]:
    kinds = household_kinds(publication, nationality)
    rows = publication.rows(
        SIZES.format(dimensions=dimensions, places=PLACES if places else ""),
        months=list(months),
        largest_size=largest_size,
        kinds=None if kinds is None else list(kinds),
        **cells.parameters("town_codes"),
        **place_parameters(places),
    )
    counts: dict[tuple, dict[int, int]] = {}
    members: dict[tuple, int] = {}
    for *key, size, households, persons in rows.iter_rows():
        counts.setdefault(tuple(key), {})[size] = households
        members[tuple(key)] = members.get(tuple(key), 0) + persons
    return {key: Sizes(by_size, members[key]) for key, by_size in counts.items()}


def place_parameters(places: Places) -> dict[str, list[str]]:
    """Return what fills PLACES; nothing where there are none."""
    if not places:
        return {}
    return {"area_codes": [area for area, _ in places], "mart_codes": [code for _, code in places]}


@lru_cache(maxsize=64)
def kinds_by_month(publication: Publication, cells: Cells, months: Months) -> Mapping[tuple[date, str], int]:
    """Return the households of `months` by kind: Japanese only, foreign only, mixed."""
    rows = publication.rows(
        f"""
        select stat_month, household_kind_code, sum(household_count)::bigint from households_monthly
        where list_contains($months::date[], stat_month) and {conditions("town_codes")}
        group by all
        """,
        months=list(months),
        **cells.parameters("town_codes"),
    )
    return {(month, kind): households for month, kind, households in rows.iter_rows()}
