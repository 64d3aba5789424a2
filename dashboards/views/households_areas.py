"""Households of districts and towns: now, in the earliest year shown, and their course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.cards import Card
from dashboards.formats import difference, number, signed
from dashboards.page import Page
from dashboards.queries.cells import Cells
from dashboards.queries.households import NONE, Sizes, sizes_by_town, together

TOWNS_SHOWN = 12


@dataclass(frozen=True)
class AreaSizes:
    """The households of an area by year, earliest first."""

    area_code: str
    name: str
    is_district: bool
    by_year: Sequence[Sizes]

    @property
    def now(self) -> Sizes:
        return self.by_year[-1]

    @property
    def then(self) -> Sizes:
        return self.by_year[0]


def every_area(page: Page, years: Sequence[date]) -> list[AreaSizes]:
    """Return districts in their order, then towns in code order."""
    cells, names = Cells(page.municipality_code), page.area_names()
    by_town = sizes_by_town(page.publication, cells, page.nationality, tuple(years))
    return [
        AreaSizes(
            code,
            names[code],
            area.district_code is not None,
            [together([by_town.get((year, town), NONE) for town in area.town_codes]) for year in years],
        )
        for code, area in page.areas().items()
    ]


def multiples(found: Sequence[AreaSizes]) -> list[AreaSizes]:
    """Return the districts; where there are none, the towns with most households in code order."""
    districts = [one for one in found if one.is_district]
    if districts:
        return districts
    largest = sorted(found, key=lambda one: (-one.now.households, one.area_code))[:TOWNS_SHOWN]
    return sorted(largest, key=lambda one: one.area_code)


def area_card(page: Page, one: AreaSizes, years: Sequence[date]) -> Card:
    """Return an area's share of households of one person, its change and course, and its mean size."""
    words = page.words
    change = difference(one.now.single_rate, one.then.single_rate)
    course = [sizes.single_rate for sizes in one.by_year]
    return Card(
        label=one.name,
        value=number(one.now.single_rate, 1),
        unit=words("percent"),
        comparisons=[
            (words("since", year=years[0].year), f"{signed(change, 1)} {words('points')}"),
            (words("mean_size"), f"{number(one.now.mean_size, 2)} {words('persons')}"),
        ],
        course=course,
        course_label=words(
            "course_label", area=one.name, first=number(course[0], 1), last=number(course[-1], 1)
        ),
    )
