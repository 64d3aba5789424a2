"""町丁字別地図: where is it old, shrinking, growing?"""

from collections.abc import Sequence
from datetime import date
from html import escape
from zlib import crc32

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from access.roles import SEES_FIGURES
from dashboards import map_files
from dashboards.address import SEPARATOR, Choice, widget_key
from dashboards.charts.choropleth import AREA, PICK, choropleth, class_bars
from dashboards.class_legend import entries, html_legend
from dashboards.formats import add_months
from dashboards.indicators import DEFAULT, YEARS, offered_indicators
from dashboards.page import Page, show_chart, show_foot, show_head, show_heading, show_table
from dashboards.pickers import LIST_WIDTH, beside_each_other, pick_areas, pick_by_button, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, areas, has_districts
from dashboards.views.map_scene import DISTRICTS, TOWNS, Scene, scene
from dashboards.views.map_sentence import answer, heading_of, told
from dashboards.views.map_tables import areas_table, picked_table

NAME, PATH = "map", "map"
RIGHT = SEES_FIGURES
WHOLE, CENTRE = "whole", "centre"
MOST_BARS = 60
"""Beyond so many areas the bars show the highest and the lowest half of them."""


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return indicator, level, view, areas; only what these months, areas and this map can tell."""
    return (
        Choice("ind", indicator_codes(publication, municipality_code, covered, month), DEFAULT),
        Choice("level", level_codes(publication, municipality_code), TOWNS),
        Choice("view", (WHOLE, CENTRE), WHOLE),
        Choice("areas", tuple(areas(publication, municipality_code)), many=True),
    )


def indicator_codes(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[str, ...]:
    """Return the indicators that can be told: densities only of a municipality's own polygons."""
    months = {one.month for one in covered}
    years = [span for span in YEARS if add_months(month, -12 * span) in months]
    map_file = map_files.town_map(publication.home, municipality_code)
    return tuple(offered_indicators(years, has_polygons=bool(map_file and not map_file.is_approximate)))


def level_codes(publication: Publication, municipality_code: str) -> tuple[str, ...]:
    """Return the levels: districts where the municipality has defined some."""
    return (TOWNS, DISTRICTS) if has_districts(publication, municipality_code) else (TOWNS,)


def show(page: Page) -> None:
    """Draw the map with its legend, the areas picked, and every area as a table."""
    shown = scene(page)
    sentence = answer(page, shown)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page)
    if shown.map_file:
        show_map(page, shown, shown.map_file, sentence)
    else:
        show_bars(page, shown, sentence)
    show_picked(page, shown)
    show_heading(page, page.words("table_heading"), note=page.words("table_note"))
    show_table(page, areas_table(page, shown))
    show_foot(page)


def show_pickers(page: Page) -> None:
    """Draw indicator, level where there are districts, view, areas."""
    words = page.words
    place = (page.publication, page.municipality_code)
    indicators = indicator_codes(*place, page.covered, page.month)
    levels = level_codes(*place)
    with beside_each_other():
        names = {code: words(f"label_{code}") for code in indicators}
        pick_from_list("ind", words("indicator"), names, width=LIST_WIDTH)
        if len(levels) > 1:
            pick_by_button("level", words("level"), {code: words(f"level_{code}") for code in levels})
        if map_files.town_map(page.publication.home, page.municipality_code):
            pick_by_button("view", words("view"), {code: words(f"view_{code}") for code in (WHOLE, CENTRE)})
        pick_areas(page, name="areas", placeholder=words("areas_none"))


def show_map(page: Page, shown: Scene, map_file: map_files.MapFile, sentence: str) -> None:
    """Draw the map, its legend, what is not on it, and whose data it is made of."""
    words = page.words
    note = words("map_note_approximate" if map_file.is_approximate else "map_note")
    show_heading(page, heading_of(page, shown), note=note)
    spec = choropleth(
        map_file.url,
        map_file.code_property,
        shown.places,
        shown.classes,
        figure=figure_name(page, shown),
        can_pick=True,
        box=map_file.centre if page.own["view"] == CENTRE else None,
    )
    chart, legend = beside_legend()
    with chart:
        key = f"map_{crc32(SEPARATOR.join(page.own['areas']).encode()):08x}"
        show_chart(key, spec, alt=words("map_alt", answer=sentence), on_select=lambda: toggle(key))
    with legend:
        show_legend(page, shown)
    credit = map_file.credits[words.language]
    if credit:
        st.html(f'<p class="map-credit">{escape(words("map_credit", credit=credit))}</p>')
    show_undrawn(page, shown)


def beside_legend() -> list[DeltaGenerator]:
    """Return the places of a chart and of its legend, which comes below where a screen is narrow."""
    with st.container(key="legend_beside_map"):
        return st.columns([4, 1.35], gap="medium")


def toggle(key: str) -> None:
    """Pick the area that was clicked, or no longer; the chart then drawn is a new one, with no selection."""
    picked = list(st.session_state[widget_key("areas")])
    for point in st.session_state[key]["selection"].get(PICK, []):
        code = point[AREA]
        picked = [one for one in picked if one != code] if code in picked else [*picked, code]
    st.session_state[widget_key("areas")] = picked


def show_legend(page: Page, shown: Scene) -> None:
    """Draw the classes with their printed limits and how many areas each has."""
    positions = [shown.position(area.area_code) for area in shown.areas]
    found = entries(positions, shown.classes, shown.indicator.written, page.words)
    st.html(html_legend(found, title=figure_name(page, shown), words=page.words))
    rule = "classes_change" if shown.indicator.is_change else "classes_level"
    st.html(f'<p class="note">{escape(page.words(rule))}</p>')


def figure_name(page: Page, shown: Scene) -> str:
    return page.words(
        "figure_with_unit", indicator=page.words(shown.indicator.label), unit=page.words(shown.indicator.unit)
    )


def show_undrawn(page: Page, shown: Scene) -> None:
    """List the areas that are in the table and not on the map."""
    if shown.undrawn:
        names = page.words("list_separator").join(
            told(page, shown, "undrawn_area", area) for area in shown.undrawn
        )
        st.html(f'<p class="note">{escape(page.words("undrawn", areas=names))}</p>')


def show_bars(page: Page, shown: Scene, sentence: str) -> None:
    """Draw a bar per area instead of the map that nobody has."""
    words = page.words
    places = [shown.place(area, area.area_code) for area in shown.areas]
    places = [place for place in places if place.value is not None]
    note = words("bars_note", municipality=page.municipality_name)
    if len(places) > MOST_BARS:
        by_value = sorted(places, key=lambda place: place.value or 0, reverse=True)
        places = by_value[: MOST_BARS // 2] + by_value[-MOST_BARS // 2 :]
        note += words("bars_note_cut", count=MOST_BARS // 2)
    show_heading(page, heading_of(page, shown), note=note)
    chart, legend = beside_legend()
    with chart:
        digits = shown.indicator.digits
        spec = class_bars(places, shown.classes, figure=figure_name(page, shown), digits=digits)
        show_chart("bars", spec, alt=words("bars_alt", answer=sentence))
    with legend:
        show_legend(page, shown)


def show_picked(page: Page, shown: Scene) -> None:
    """Draw what the areas picked are together."""
    if page.own["areas"]:
        show_heading(page, page.words("picked_heading"), note=page.words("picked_note"))
        show_table(page, picked_table(page, shown), whole=True)
    elif shown.map_file:
        st.html(f'<p class="note">{escape(page.words("picked_none"))}</p>')
