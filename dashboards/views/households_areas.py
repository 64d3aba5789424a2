"""Households of districts and towns: now, in the earliest year shown, and their course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.cards import Card
from dashboards.formats import difference, number, signed
from dashboards.page import Page
from dashboards.queries import household_types, households
from dashboards.queries.cells import Cells
from dashboards.queries.household_types import ALONE, Types, rate_of, types_by_town
from dashboards.queries.households import NONE, Sizes, sizes_by_town

TOWNS_SHOWN = 12


@dataclass(frozen=True)
class YearHouseholds:
    """The households of a month by size, of the nationality chosen, and by type, of all nationalities."""

    sizes: Sizes
    types: Types

    def share(self, page: Page, indicator: str) -> float | None:
        """Return what an indicator counts in % of all households."""
        if indicator == ALONE:
            return self.sizes.single_rate
        return rate_of(page.publication, self.types, indicator)


@dataclass(frozen=True)
class AreaHouseholds:
    """The households of an area by year, earliest first."""

    area_code: str
    name: str
    is_district: bool
    by_year: Sequence[YearHouseholds]

    @property
    def now(self) -> YearHouseholds:
        return self.by_year[-1]

    @property
    def then(self) -> YearHouseholds:
        return self.by_year[0]


def every_area(page: Page, years: Sequence[date]) -> list[AreaHouseholds]:
    """Return districts in their order, then towns in code order."""
    cells, names = Cells(page.municipality_code), page.area_names()
    sizes = sizes_by_town(page.publication, cells, page.nationality, tuple(years))
    types = types_by_town(page.publication, cells, tuple(years))

    def in_year(year: date, towns: Sequence[str]) -> YearHouseholds:
        return YearHouseholds(
            households.together([sizes.get((year, town), NONE) for town in towns]),
            household_types.together([types.get((year, town), {}) for town in towns]),
        )

    return [
        AreaHouseholds(
            code,
            names[code],
            area.district_code is not None,
            [in_year(year, area.mart_codes) for year in years],
        )
        for code, area in page.areas().items()
    ]


def multiples(found: Sequence[AreaHouseholds]) -> list[AreaHouseholds]:
    """Return the districts; where there are none, the towns with most households in code order."""
    districts = [one for one in found if one.is_district]
    if districts:
        return districts
    largest = sorted(found, key=lambda one: (-one.now.sizes.households, one.area_code))[:TOWNS_SHOWN]
    return sorted(largest, key=lambda one: one.area_code)


def area_card(page: Page, one: AreaHouseholds, indicator: str, years: Sequence[date]) -> Card:
    """Return an area's share of an indicator, its change and course, and its mean size."""
    words = page.words
    course = [year.share(page, indicator) for year in one.by_year]
    change = difference(course[-1], course[0])
    return Card(
        label=one.name,
        value=number(course[-1], 1),
        unit=words("percent"),
        comparisons=[
            (words("since", year=years[0].year), f"{signed(change, 1)} {words('points')}"),
            (words("mean_size"), f"{number(one.now.sizes.mean_size, 2)} {words('persons')}"),
        ],
        course=course,
        course_label=words(
            "course_label",
            area=one.name,
            what=words(f"ind_{indicator}"),
            first=number(course[0], 1),
            last=number(course[-1], 1),
        ),
    )
