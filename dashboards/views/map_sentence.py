"""The sentence above the map, and its heading."""

from collections.abc import Sequence

from dashboards.indicators import known
from dashboards.page import Page
from dashboards.queries.areas import Area
from dashboards.tables import CHANGE, COUNT
from dashboards.views.map_scene import Scene, residents

LEAST_NAMED = 50
"""Residents from which a town is named as an extreme: a rate of a few persons says nothing."""


def who(page: Page) -> str:
    return page.words("who", area=page.municipality_name, kind=page.nationality_name())


def heading_of(page: Page, shown: Scene) -> str:
    """Return what is mapped, and of when."""
    return page.words(
        "map_heading", indicator=page.words(shown.indicator.label), month=page.month_end(page.month)
    )


def answer(page: Page, shown: Scene) -> str:
    """Return the figure of the whole, and the areas with the largest and the smallest one."""
    words, indicator = page.words, shown.indicator
    whole = indicator.read(shown.whole)
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who(page),
        indicator=words(indicator.label),
        whole=words("with_unit", figure=indicator.written(whole), unit=words(indicator.unit)),
        extremes=extremes(page, shown),
    )


def ranked(shown: Scene) -> tuple[list[Area], bool]:
    """Return the areas with a figure, lowest first, and whether those too small for a rate were left out."""
    values: dict[Area, float] = {}
    for area in shown.areas:
        value = known(shown.figures[area.area_code])
        if value is not None:
            values[area] = value
    is_count = shown.indicator.holds in (COUNT, CHANGE)
    large = [area for area in values if residents(shown.counts[area.area_code]) >= LEAST_NAMED]
    is_cut = not is_count and 0 < len(large) < len(values)
    return sorted(large if is_cut else values, key=lambda area: (values[area], area.area_code)), is_cut


def told(page: Page, shown: Scene, key: str, area: Area) -> str:
    """Return the text of `key` about one area and its figure."""
    figure = shown.indicator.written(shown.figures[area.area_code])
    written = page.words("with_unit", figure=figure, unit=page.words(shown.indicator.unit))
    return page.words(key, area=shown.names[area.area_code], figure=written)


def extremes(page: Page, shown: Scene) -> str:
    """Return what is told of the areas with the largest and the smallest figure."""
    found, is_cut = ranked(shown)
    if len(found) < 2:
        return ""
    among = page.words("among_large", least=LEAST_NAMED) if is_cut else ""
    return among + (change_extremes if shown.indicator.is_change else level_extremes)(page, shown, found)


def level_extremes(page: Page, shown: Scene, found: Sequence[Area]) -> str:
    """Return which areas have the two largest counts, or the highest and the lowest rate."""
    if shown.indicator.holds == COUNT:
        return told(page, shown, "most", found[-1]) + told(page, shown, "second", found[-2])
    return told(page, shown, "highest", found[-1]) + told(page, shown, "lowest", found[0])


def change_extremes(page: Page, shown: Scene, found: Sequence[Area]) -> str:
    """Return where it shrinks and where it grows most, or that it does so nowhere."""
    falls, grows = (known(shown.figures[area.area_code]) or 0 for area in (found[0], found[-1]))
    shrinking = told(page, shown, "shrinks_most", found[0]) if falls < 0 else page.words("shrinks_nowhere")
    growing = told(page, shown, "grows_most", found[-1]) if grows > 0 else page.words("grows_nowhere")
    return shrinking + growing
