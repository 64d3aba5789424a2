"""Households of districts and towns: now, in the earliest year shown, and their course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.cards import Card
from dashboards.formats import difference, number, signed
from dashboards.page import Page
from dashboards.queries.household_types import ALONE, Types, rate_of, types_by_area
from dashboards.queries.households import NONE, Sizes, sizes_by_area

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
    by_year: Sequence[YearHouseholds]

    @property
    def then(self) -> YearHouseholds:
        return self.by_year[0]

    @property
    def now(self) -> YearHouseholds:
        return self.by_year[-1]


def areas_shown(page: Page, years: Sequence[date]) -> list[AreaHouseholds]:
    """Return the districts; where there are none, the towns with most households in code order."""
    codes = [code for code, area in page.areas().items() if area.district_code]
    if not codes:
        towns = areas_by_year(page, page.areas(), years[-1:])
        largest = sorted(towns, key=lambda one: (-one.now.sizes.households, one.area_code))[:TOWNS_SHOWN]
        codes = sorted(one.area_code for one in largest)
    return areas_by_year(page, codes, years)


def every_area(page: Page, years: Sequence[date]) -> list[AreaHouseholds]:
    """Return districts in their order, then towns in code order, in the earliest and the latest year."""
    return areas_by_year(page, page.areas(), (years[0], years[-1]))


def areas_by_year(page: Page, area_codes: Iterable[str], years: Sequence[date]) -> list[AreaHouseholds]:
    """Return the households of these areas in these years, in the order given."""
    areas, names, codes = page.areas(), page.area_names(), tuple(area_codes)
    places = tuple((code, mart_code) for code in codes for mart_code in areas[code].mart_codes)
    where, months = (page.publication, page.municipality_code), tuple(years)
    sizes = sizes_by_area(*where, page.nationality, places, months)
    types = types_by_area(*where, places, months)
    return [
        AreaHouseholds(
            code,
            names[code],
            [YearHouseholds(sizes.get((year, code), NONE), types.get((year, code), {})) for year in years],
        )
        for code in codes
    ]


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
