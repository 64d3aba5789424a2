"""The maps of in- and out-migration: municipalities of the own prefecture, and the other prefectures."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboards.charts.partner_map import PartnerMap, partner_map
from dashboards.class_legend import entries, html_legend
from dashboards.formats import number, signed
from dashboards.map_files import MapFile, municipality_map, prefecture_map
from dashboards.page import Page, show_chart, show_heading
from dashboards.queries.flows import INSIDE, NET, OUTSIDE, Migrants, together
from dashboards.queries.partners import partner_names, prefectures
from dashboards.views.flows_figures import Flows, figure_chosen, scopes_chosen
from dashboards.views.flows_lines import figure_name
from dashboards.views.masked_figures import shown

PREFECTURE_DIGITS = 2
"""The first digits of a municipality's code are those of its prefecture."""


@dataclass(frozen=True)
class Destinations:
    """A map file, the migrants of its places and their names by the codes on it."""

    map_file: MapFile
    migrants: Mapping[str, Migrants]
    names: Mapping[str, str]


def show_maps(page: Page, flows: Flows, sentence: str) -> None:
    """Draw a map of every scope chosen that has one and partners on it, beside each other."""
    found = {scope: places for scope in scopes_chosen(page) if (places := destinations(page, flows, scope))}
    if not found:
        return
    figure = figure_name(page)
    show_heading(page, page.words("maps_heading", figure=figure), note=page.words("maps_note", figure=figure))
    with st.container(key="side_by_side_maps"):
        for column, (scope, places) in zip(st.columns(len(found), gap="medium"), found.items(), strict=True):
            with column:
                show_map(page, scope, places, sentence)
    for credit in dict.fromkeys(places.map_file.credits[page.words.language] for places in found.values()):
        st.html(f'<p class="map-credit">{escape(page.words("map_credit", credit=credit))}</p>')


def destinations(page: Page, flows: Flows, scope: str) -> Destinations | None:
    """Return what a map of a scope shows, None if there is no such map or nobody on it."""
    maps = {INSIDE: municipality_map(page.municipality_code), OUTSIDE: prefecture_map()}
    map_file = maps.get(scope)
    if map_file is None:
        return None
    partners = {
        partner.partner_code: migrants
        for partner, migrants in flows.now.partners.items()
        if partner.scope == scope and partner.partner_code
    }
    if scope == INSIDE:
        migrants, names = partners, partner_names(page.publication, page.words.language)
    else:
        migrants, names = by_prefecture(partners), prefecture_names(page)
    return Destinations(map_file, migrants, names) if set(migrants) & set(map_file.shapes) else None


def by_prefecture(partners: Mapping[str, Migrants]) -> dict[str, Migrants]:
    """Return the migrants of every prefecture; one with a masked municipality is masked."""
    found: dict[str, list[Migrants]] = {}
    for code, migrants in partners.items():
        found.setdefault(code[:PREFECTURE_DIGITS], []).append(migrants)
    return {code: together(parts) for code, parts in found.items()}


def prefecture_names(page: Page) -> dict[str, str]:
    return {code[:PREFECTURE_DIGITS]: name for code, name in prefectures(page.publication).items()}


def show_map(page: Page, scope: str, places: Destinations, sentence: str) -> None:
    """Draw one map, what it is of, and its classes."""
    words, figure = page.words, figure_chosen(page)
    drawn = partner_map(
        places.map_file,
        {code: shown(migrants.figure(figure)) for code, migrants in places.migrants.items()},
        places.names,
        own=page.municipality_code if scope == INSIDE else page.municipality_code[:PREFECTURE_DIGITS],
        figure=words("figure_with_unit", indicator=figure_name(page), unit=words("persons")),
        is_net=figure == NET,
    )
    place = words(f"map_of_{scope}", prefecture=prefectures(page.publication)[page.municipality_code])
    alt = words("map_alt", place=place, figure=figure_name(page), answer=sentence)
    show_chart(f"map_{scope}", drawn.spec, alt=alt)
    show_classes(page, place, drawn)


def show_classes(page: Page, place: str, drawn: PartnerMap) -> None:
    """Draw the classes with their printed limits and how many places each has."""
    written = signed if figure_chosen(page) == NET else number
    white = f"map_nobody_{figure_chosen(page)}"
    found = entries(drawn.positions, drawn.classes, written, page.words, white=white)
    st.html(html_legend(found, title=place, words=page.words))
