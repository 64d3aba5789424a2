"""What stands beside every page: the pages the reader may open, the shared choices, who is signed in."""

from collections.abc import Mapping
from html import escape
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from access.readers import Reader
from access.roles import SEES_DELIVERIES
from dashboards import address
from dashboards.admission import show_reader
from dashboards.formats import month_code
from dashboards.page import nationality_names
from dashboards.pickers import pick_by_button, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.queries.seeds import eras
from dashboards.shared import Shared
from dashboards.wording import LANGUAGES, Wording, month_words


def show_sidebar(
    pages: Mapping[ModuleType, StreamlitPage],
    publication: Publication,
    shared: Shared,
    covered: tuple[CoveredMonth, ...],
    places: dict[str, str],
    words: Wording,
) -> None:
    """Draw the links to the pages and the shared choices; each link carries the choices along."""
    query = address.query_of(shared.choices, shared.values)
    era_days = eras(publication)
    month_names = {
        month_code(one.month): words("month_short", **month_words(one.month, era_days)) for one in covered
    }
    with st.sidebar:
        place = escape(places[shared.municipality_code])
        st.html(f'<div class="brand"><strong>{place}</strong><span>{escape(words("product"))}</span></div>')
        for view, page in pages.items():
            st.page_link(page, query_params={**query, **address.remembered_query(view.NAME)}, width="stretch")
        st.divider()
        pick_by_button("lang", words("language"), {code: words(f"language_{code}") for code in LANGUAGES})
        if shared.reader.may(SEES_DELIVERIES, shared.municipality_code):
            pick_from_list("ym", words("month"), month_names)
            pick_by_button("nat", words("nationality"), nationality_names(publication, words))
        if len(places) > 1:
            pick_from_list("mun", words("municipality"), places)
        if not shared.reader.is_demo:
            show_reader(publication.home, shared.reader, shared.municipality_code, words)


def show_banner(reader: Reader, words: Wording) -> None:
    """Say on every page if nobody signed in: allowed on loopback only."""
    if not reader.is_demo:
        return
    st.html(f'<div class="banner" role="status">{escape(words("demo_notice"))}</div>')
