"""What the map shows: the areas of a level with their figures, classed, and where each is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboards.charts.choropleth import MASKED_CLASS, Place
from dashboards.classes import Classes, changes, levels
from dashboards.formats import add_months
from dashboards.indicators import INDICATORS, YEARS, Figure, Indicator, known
from dashboards.map_files import MapFile, town_map
from dashboards.masking import MASKED
from dashboards.page import Page
from dashboards.queries.area_counts import AreaCounts, summed, town_counts
from dashboards.queries.areas import Area, codes_of
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
    """By what marts have in town_code: towns, of gated marts districts too."""
    whole: AreaCounts
    names: Mapping[str, str]
    map_file: MapFile | None
    picked: Sequence[Area]

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
        return MASKED_CLASS if self.figures[area_code] is MASKED else None

    @cached_property
    def area_of_town(self) -> Mapping[str, Area]:
        return {town: area for area in self.areas for town in area.town_codes}

    @cached_property
    def places(self) -> Sequence[Place]:
        """Return what is drawn; of two towns at one place the one with more residents."""
        by_size = sorted(self.area_of_town, key=lambda town: (-residents(self.towns[town]), town))
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
            is_picked=code in self.picked_towns,
        )

    @cached_property
    def picked_towns(self) -> frozenset[str]:
        return frozenset(town for area in self.picked for town in area.town_codes)

    def counts_of(self, areas: Sequence[Area]) -> AreaCounts:
        """Return the counts of areas together; a town that is in several of them counts once."""
        return together(self.towns, self.map_file, areas)

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
    by_district = page.own["level"] == DISTRICTS
    areas = [area for area in page.areas().values() if (area.district_code is not None) == by_district]
    picked = [page.areas()[code] for code in page.own["areas"]]
    return Scene(
        indicator=next(one for one in INDICATORS if one.code == page.own["ind"]),
        areas=areas,
        counts={area.area_code: together(towns, map_file, [area]) for area in areas},
        towns=towns,
        whole=replace(towns[WHOLE], square_km=whole_size(map_file)),
        names=page.area_names(),
        map_file=map_file,
        picked=picked,
    )


def together(places: Mapping[str, AreaCounts], map_file: MapFile | None, areas: Sequence[Area]) -> AreaCounts:
    """Return the counts of areas together, with their size where polygons are real."""
    counts = summed(places[code] for code in codes_of(areas) or ())
    if map_file is None or map_file.is_approximate:
        return counts
    sizes = [map_file.areas.get(town) for town in {town for area in areas for town in area.town_codes}]
    known_sizes = [size for size in sizes if size is not None]
    return replace(counts, square_km=sum(known_sizes) if len(known_sizes) == len(sizes) else None)


def whole_size(map_file: MapFile | None) -> float | None:
    return None if map_file is None or map_file.is_approximate else map_file.whole_area


def residents(counts: AreaCounts) -> int:
    """Return how many residents are told of: none of a masked area."""
    return int(known(counts.population) or 0)


def months_before(page: Page) -> tuple[tuple[int, date], ...]:
    """Return the covered months that changes are told from, by years."""
    months = ((years, add_months(page.month, -12 * years)) for years in YEARS)
    return tuple((years, month) for years, month in months if month in page.months)
