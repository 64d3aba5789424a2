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
    """The households of an area in the earliest and in the latest year shown."""

    area_code: str
    name: str
    is_district: bool
    then: YearHouseholds
    now: YearHouseholds


def every_area(page: Page, years: Sequence[date]) -> list[AreaHouseholds]:
    """Return districts in their order, then towns in code order."""
    found, names, areas = courses(page, page.areas(), (years[0], years[-1])), page.area_names(), page.areas()
    return [
        AreaHouseholds(code, names[code], areas[code].district_code is not None, then, now)
        for code, (then, now) in found.items()
    ]


def courses(page: Page, area_codes: Iterable[str], years: Sequence[date]) -> dict[str, list[YearHouseholds]]:
    """Return the households of each area by year, in the order given."""
    areas = page.areas()
    codes = tuple(area_codes)
    places = tuple((code, mart_code) for code in codes for mart_code in areas[code].mart_codes)
    where, months = (page.publication, page.municipality_code), tuple(years)
    sizes = sizes_by_area(*where, page.nationality, places, months)
    types = types_by_area(*where, places, months)
    return {
        code: [YearHouseholds(sizes.get((year, code), NONE), types.get((year, code), {})) for year in years]
        for code in codes
    }


def multiples(found: Sequence[AreaHouseholds]) -> list[AreaHouseholds]:
    """Return the districts; where there are none, the towns with most households in code order."""
    districts = [one for one in found if one.is_district]
    if districts:
        return districts
    largest = sorted(found, key=lambda one: (-one.now.sizes.households, one.area_code))[:TOWNS_SHOWN]
    return sorted(largest, key=lambda one: one.area_code)


def area_cards(
    page: Page, some: Sequence[AreaHouseholds], indicator: str, years: Sequence[date]
) -> list[Card]:
    """Return a card of each area."""
    by_year = courses(page, [one.area_code for one in some], years)
    return [
        area_card(page, one, [year.share(page, indicator) for year in by_year[one.area_code]], years)
        for one in some
    ]


def area_card(page: Page, one: AreaHouseholds, course: Sequence[float | None], years: Sequence[date]) -> Card:
    """Return an area's share of the indicator chosen, its change and course, and its mean size."""
    words = page.words
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
            what=words(f"ind_{page.own['ind']}"),
            first=number(course[0], 1),
            last=number(course[-1], 1),
        ),
    )
