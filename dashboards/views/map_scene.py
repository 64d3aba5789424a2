"""What the map shows: the areas of a level with their figures, classed, and where each is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboards.charts.choropleth import MASKED_CLASS, Place
from dashboards.classes import Classes, changes, levels
from dashboards.formats import MASKED, add_months
from dashboards.indicators import INDICATORS, YEARS, Figure, Indicator, known
from dashboards.map_files import MapFile, town_map
from dashboards.page import Page
from dashboards.queries.area_counts import AreaCounts, summed, town_counts
from dashboards.queries.areas import Area
from dashboards.queries.towns import WHOLE

TOWNS, DISTRICTS = "town", "district"


@dataclass(frozen=True)
class Scene:
    """The areas of the level in official order, with their counts, and the map they are drawn on."""

    indicator: Indicator
    areas: Sequence[Area]
    counts: Mapping[str, AreaCounts]
    """By area code."""
    towns: Mapping[str, AreaCounts]
    whole: AreaCounts
    names: Mapping[str, str]
    map_file: MapFile | None
    picked_towns: frozenset[str]

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """By area code."""
        return {code: self.indicator.read(counts) for code, counts in self.counts.items()}

    @cached_property
    def classes(self) -> Classes:
        """Of the figures that can be seen."""
        seen = [value for figure in self.figures.values() if (value := known(figure)) is not None]
        return (changes if self.indicator.is_change else levels)(seen, self.indicator.digits)

    def position(self, area_code: str) -> int | None:
        """Return the class of an area; MASKED_CLASS if it is masked, None if it has no figure."""
        value = known(self.figures[area_code])
        if value is not None:
            return self.classes.position(value)
        return MASKED_CLASS if self.figures[area_code] == MASKED else None

    @cached_property
    def area_of_town(self) -> Mapping[str, Area]:
        return {town: area for area in self.areas for town in area.town_codes}

    @cached_property
    def places(self) -> Sequence[Place]:
        """Return what is drawn; of two towns at one place the one with more residents."""
        by_size = sorted(self.area_of_town, key=lambda town: (-(self.towns[town].population or 0), town))
        drawn = self.map_file.drawn(by_size).values() if self.map_file else ()
        return [self.place(self.area_of_town[town], town) for town in drawn]

    def place(self, area: Area, code: str) -> Place:
        """Return an area as it is drawn at the place `code`."""
        figure = self.figures[area.area_code]
        return Place(
            code=code,
            area_code=area.area_code,
            name=self.names[area.area_code],
            written=self.indicator.written(figure),
            position=self.position(area.area_code),
            value=known(figure),
            is_picked=bool(self.picked_towns.intersection(area.town_codes)),
        )

    @cached_property
    def undrawn(self) -> Sequence[Area]:
        """The areas that have no place on the map."""
        drawn = {place.area_code for place in self.places}
        return [area for area in self.areas if area.area_code not in drawn]


def scene(page: Page) -> Scene:
    """Return what the page's choices show."""
    map_file = town_map(page.publication.home, page.municipality_code)
    towns = town_counts(
        page.publication, page.municipality_code, page.nationality, page.month, months_before(page)
    )
    if map_file and not map_file.is_approximate:
        sizes = {**map_file.areas, WHOLE: map_file.whole_area}
        towns = {code: replace(counts, square_km=sizes.get(code)) for code, counts in towns.items()}
    by_district = page.own["level"] == DISTRICTS
    areas = [area for area in page.areas().values() if (area.district_code is not None) == by_district]
    picked = (page.areas()[code] for code in page.own["areas"])
    return Scene(
        indicator=next(one for one in INDICATORS if one.code == page.own["ind"]),
        areas=areas,
        counts={area.area_code: summed(towns[town] for town in area.town_codes) for area in areas},
        towns=towns,
        whole=towns[WHOLE],
        names=page.area_names(),
        map_file=map_file,
        picked_towns=frozenset(town for area in picked for town in area.town_codes),
    )


def months_before(page: Page) -> tuple[tuple[int, date], ...]:
    """Return the covered months that changes are told from, by years."""
    months = ((years, add_months(page.month, -12 * years)) for years in YEARS)
    return tuple((years, month) for years, month in months if month in page.months)
