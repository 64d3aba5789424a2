"""The sentence above the map, and its heading."""

from dashboards.indicators import known
from dashboards.page import Page
from dashboards.queries.areas import Area
from dashboards.tables import COUNT
from dashboards.views.map_scene import Scene

LEAST_NAMED = 50
"""Residents from which a town is named as an extreme: a rate of a few persons says nothing."""


def who(page: Page) -> str:
    return page.words("who", area=page.municipality_name, kind=page.nationality_name())


def heading_of(page: Page, shown: Scene) -> str:
    """Return what is mapped, and of when."""
    return page.words(
        "map_heading", indicator=page.words(shown.indicator.code), month=page.month_end(page.month)
    )


def answer(page: Page, shown: Scene) -> str:
    """Return the figure of the whole, and the areas with the largest and the smallest one."""
    words, indicator = page.words, shown.indicator
    whole = indicator.read(shown.whole)
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who(page),
        indicator=words(indicator.code),
        whole=words("with_unit", figure=indicator.written(whole), unit=words(indicator.unit)),
        extremes=change_extremes(page, shown) if indicator.is_change else level_extremes(page, shown),
    )


def named(shown: Scene) -> list[Area]:
    """Return the areas with a figure that are large enough to be named, all if none is; lowest first."""
    values: dict[Area, float] = {}
    for area in shown.areas:
        value = known(shown.figures[area.area_code])
        if value is not None:
            values[area] = value
    large = [area for area in values if (shown.counts[area.area_code].population or 0) >= LEAST_NAMED]
    return sorted(large or values, key=lambda area: (values[area], area.area_code))


def told(page: Page, shown: Scene, key: str, area: Area) -> str:
    """Return a part of the sentence about one area."""
    figure = shown.indicator.written(shown.figures[area.area_code])
    written = page.words("with_unit", figure=figure, unit=page.words(shown.indicator.unit))
    return page.words(key, area=shown.names[area.area_code], figure=written)


def level_extremes(page: Page, shown: Scene) -> str:
    """Return which area has most and which least; nothing of a single one."""
    found = named(shown)
    if len(found) < 2:
        return ""
    most, least = ("most", "fewest") if shown.indicator.holds == COUNT else ("highest", "lowest")
    return told(page, shown, most, found[-1]) + told(page, shown, least, found[0])


def change_extremes(page: Page, shown: Scene) -> str:
    """Return where it shrinks and where it grows most, or that it does so nowhere."""
    found = named(shown)
    if not found:
        return ""
    falls, grows = (known(shown.figures[area.area_code]) or 0 for area in (found[0], found[-1]))
    shrinking = told(page, shown, "shrinks_most", found[0]) if falls < 0 else page.words("shrinks_nowhere")
    growing = told(page, shown, "grows_most", found[-1]) if grows > 0 else page.words("grows_nowhere")
    return shrinking + growing
