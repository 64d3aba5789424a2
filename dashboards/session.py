"""One run of the app for one reader: choices from the URL, sidebar, page, what to say if it fails."""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboards import address
from dashboards.formats import month_code, month_of
from dashboards.page import Page, nationality_names
from dashboards.pickers import pick_by_button, pick_from_list
from dashboards.publication import Publication, current_publication
from dashboards.queries.areas import CoveredMonth, covered_months, municipalities
from dashboards.queries.seeds import eras
from dashboards.queries.summary import TOTAL
from dashboards.views import (
    explain,
    flows,
    foreign,
    households,
    movements,
    overview,
    pyramid,
    quality,
    table,
    town_map,
)
from dashboards.wording import LANGUAGES, Wording, month_words, wording
from store.errors import UsageError

VIEWS: tuple[ModuleType, ...] = (
    overview,
    pyramid,
    movements,
    flows,
    town_map,
    households,
    foreign,
    explain,
    table,
    quality,
)
STATIC = Path(__file__).parent / "static"
LANGUAGE = address.Choice("lang", LANGUAGES, LANGUAGES[0])

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shared:
    """The choices all pages share, as they stand in this run."""

    choices: tuple[address.Choice, ...]
    values: dict[str, str | list[str]]


def run() -> None:
    """Draw the page the URL asks for. The version is taken once, so a run never mixes two."""
    from_url = address.url_moved()
    words = wording("frame", str(address.settle(LANGUAGE, from_url=from_url)))
    configure_tab(words("product"))
    st.html(STATIC / "page.css")
    try:
        publication = current_publication(Path(os.environ["JUKISTAT_HOME"]))
    except UsageError:
        show_nothing_published(words)
        return
    show_pages(publication, words, from_url=from_url)


def configure_tab(title: str) -> None:
    """Set what the browser's tab shows, and a wide page; the sidebar is open where there is room."""
    st.set_page_config(
        page_title=title, page_icon=STATIC / "icon.png", layout="wide", initial_sidebar_state="auto"
    )


def show_nothing_published(words: Wording) -> None:
    st.html(f"<header><h1>{escape(words('nothing_published_title'))}</h1></header>")
    st.info(words("nothing_published"))


def show_pages(publication: Publication, words: Wording, *, from_url: bool) -> None:
    """Settle the shared choices, draw the sidebar and the page that is asked for."""
    places = municipalities(publication)
    if not places:
        show_banner(words)
        st.warning(words("no_months"))
        return
    shared, covered = settle_shared(publication, places, from_url=from_url)

    def body(view: ModuleType) -> Callable[[], None]:
        def show() -> None:
            with guarded(words):
                show_view(view, publication, shared, covered, places, from_url=from_url)

        return show

    pages = {
        view: st.Page(
            body(view),
            title=wording(view.NAME, words.language)("title"),
            url_path=view.PATH,
            default=not view.PATH,
        )
        for view in VIEWS
    }
    current = st.navigation(list(pages.values()), position="hidden")
    place = places[str(shared.values["mun"])]
    configure_tab(f"{current.title}｜{place} {words('product')}")
    show_sidebar(pages, publication, shared, covered, places, words)
    show_banner(words)
    current.run()


def settle_shared(
    publication: Publication, places: dict[str, str], *, from_url: bool
) -> tuple[Shared, tuple[CoveredMonth, ...]]:
    """Return the shared choices, and the covered months of the municipality chosen."""
    place = address.Choice("mun", tuple(places), next(iter(places)))
    municipality_code = str(address.settle(place, from_url=from_url))
    covered = covered_months(publication, municipality_code)
    months = tuple(month_code(one.month) for one in covered)
    kinds = tuple(nationality_names(publication, wording("frame", LANGUAGES[0])))
    choices = (LANGUAGE, place, address.Choice("ym", months, months[0]), address.Choice("nat", kinds, TOTAL))
    values = {choice.name: address.settle(choice, from_url=from_url) for choice in choices}
    return Shared(choices, values), covered


def show_refused(words: Wording, refused: list[str]) -> None:
    """Say which choices of the URL are not offered here, if any."""
    if refused:
        names = words("list_separator").join(words(f"name_{name}") for name in refused)
        st.info(words("not_offered", names=names))


def show_view(
    view: ModuleType,
    publication: Publication,
    shared: Shared,
    covered: tuple[CoveredMonth, ...],
    places: dict[str, str],
    *,
    from_url: bool,
) -> None:
    """Settle the page's own choices, let the URL say all of them, and draw the page."""
    municipality_code = str(shared.values["mun"])
    month = month_of(str(shared.values["ym"]))
    own = view.choices(publication, municipality_code, covered, month)
    refused = [
        choice.name
        for choice in (*shared.choices, *own)
        if choice.name in st.query_params and from_url and not offered(choice)
    ]
    values = {choice.name: address.settle(choice, from_url=from_url) for choice in own}
    own_query = address.query_of(own, values)
    address.write_url({**address.query_of(shared.choices, shared.values), **own_query})
    address.remember_page(view.NAME, own_query)
    everything = address.query_of((*shared.choices, *own), {**shared.values, **values}, whole=True)
    words = wording(view.NAME, str(shared.values["lang"]))
    show_refused(words, refused)
    view.show(
        Page(
            name=view.NAME,
            publication=publication,
            words=words,
            municipality_code=municipality_code,
            municipality_name=places[municipality_code],
            covered=covered,
            month=month,
            nationality=str(shared.values["nat"]),
            own=values,
            link=address.link(view.PATH, everything),
        )
    )


def offered(choice: address.Choice) -> bool:
    """Whether the URL asks for something this version has."""
    return choice.write(choice.read(st.query_params[choice.name])) == st.query_params[choice.name]


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
        place = escape(places[str(shared.values["mun"])])
        st.html(f'<div class="brand"><strong>{place}</strong><span>{escape(words("product"))}</span></div>')
        for view, page in pages.items():
            st.page_link(page, query_params={**query, **address.remembered_query(view.NAME)}, width="stretch")
        st.divider()
        pick_by_button("lang", words("language"), {code: words(f"language_{code}") for code in LANGUAGES})
        pick_from_list("ym", words("month"), month_names)
        pick_by_button("nat", words("nationality"), nationality_names(publication, words))
        if len(places) > 1:
            pick_from_list("mun", words("municipality"), places)


def show_banner(words: Wording) -> None:
    """Say on every page that nobody signed in: allowed on loopback only."""
    st.html(f'<div class="banner" role="status">{escape(words("demo_notice"))}</div>')


@contextmanager
def guarded(words: Wording) -> Iterator[None]:
    """Turn a failure of a page into a sentence and an id that finds it in the log."""
    try:
        yield
    except Exception as error:
        show_error(error, words)


def show_error(error: Exception, words: Wording) -> None:
    """Log `error` under a new id and show that id with a sentence."""
    error_id = secrets.token_hex(4)
    logger.error("error %s", error_id, exc_info=error)
    st.error(f"{words('error')}\n\n{words('error_id', error_id=error_id)}")


def on_script_error(error: Exception) -> bool:
    """Show what failed outside the pages in the same way; True: Streamlit's own box is not shown."""
    language = st.session_state.get(LANGUAGE.key, LANGUAGES[0])
    show_error(error, wording("frame", language))
    return True
