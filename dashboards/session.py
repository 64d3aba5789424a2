"""One run of the app for one reader: choices from the URL, sidebar, page, what to say if it fails."""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path
from types import ModuleType

import streamlit as st

from access.log import LogUnavailable
from access.readers import Reader
from access.roles import SEES_FIGURES, SEES_TRUE_COUNTS
from dashboards import address
from dashboards.admission import admission, admitted_reader
from dashboards.formats import month_of
from dashboards.page import Page
from dashboards.publication import Publication, current_publication, gated
from dashboards.queries.areas import CoveredMonth, municipalities
from dashboards.shared import LANGUAGE, Shared, not_offered, settle_shared, show_refused
from dashboards.sidebar import show_banner, show_sidebar
from dashboards.turns import TURNS
from dashboards.views import (
    explain,
    export,
    flows,
    foreign,
    households,
    log,
    movements,
    overview,
    pyramid,
    quality,
    sql,
    table,
    town_map,
)
from dashboards.visits import Visit
from dashboards.wording import LANGUAGES, Wording, wording
from store.errors import UsageError
from store.home import Home

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
    export,
    quality,
    sql,
    log,
)
logger = logging.getLogger(__name__)


def run() -> None:
    """Draw the page the URL asks for, in its turn."""
    with TURNS.taken():
        draw()


def draw() -> None:
    """Draw the page the URL asks for. The version is taken once, so a run never mixes two."""
    from_url = address.url_moved()
    words = wording("frame", str(address.settle(LANGUAGE, from_url=from_url)))
    configure_tab(words("product"))
    home = Home(Path(os.environ["JUKISTAT_HOME"]))
    with guarded(words):
        reader = admitted_reader(home, words.language)
        if reader is not None:
            show_published(home, reader, words, from_url=from_url)


def show_published(home: Home, reader: Reader, words: Wording, *, from_url: bool) -> None:
    """Draw the page of the current version, if there is one, with what the reader may see anything of."""
    try:
        publication = current_publication(home.root)
    except UsageError:
        show_nothing_published(words)
        return
    seen = replace(publication, municipality_codes=reader.municipality_codes())
    show_pages(seen, reader, words, from_url=from_url)


def configure_tab(title: str) -> None:
    """Set what the browser's tab says, and a wide page; the sidebar is open where there is room.

    The tab's icon is the one that Streamlit's own page links (shell.py).
    """
    st.set_page_config(page_title=title, layout="wide", initial_sidebar_state="auto")


def show_nothing_published(words: Wording) -> None:
    st.html(f"<header><h1>{escape(words('nothing_published_title'))}</h1></header>")
    st.info(words("nothing_published"))


def show_pages(publication: Publication, reader: Reader, words: Wording, *, from_url: bool) -> None:
    """Settle the shared choices, draw the sidebar and the page that is asked for."""
    places = municipalities(publication)
    if not places:
        show_banner(reader, words)
        st.warning(words("no_months"))
        return
    shared, covered = settle_shared(publication, reader, places, from_url=from_url)

    def body(view: ModuleType) -> Callable[[], None]:
        def show() -> None:
            with guarded(words):
                if shared.may_open(view):
                    readable = bound(publication, reader, view.RIGHT, shared.municipality_code)
                    show_view(view, readable, shared, covered, places, from_url=from_url)
                else:
                    show_forbidden(view, publication, shared)

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
    open_to_reader = {view: page for view, page in pages.items() if shared.may_open(view)}
    if current is pages[VIEWS[0]] and open_to_reader and current not in open_to_reader.values():
        query = address.query_of(shared.choices, shared.values)
        st.switch_page(next(iter(open_to_reader.values())), query_params=query)
    configure_tab(f"{current.title}｜{places[shared.municipality_code]} {words('product')}")
    show_sidebar(open_to_reader, publication, shared, covered, places, words)
    show_banner(reader, words)
    current.run()


def show_view(
    view: ModuleType,
    publication: Publication,
    shared: Shared,
    covered: tuple[CoveredMonth, ...],
    places: dict[str, str],
    *,
    from_url: bool,
) -> None:
    """Settle the page's own choices, let the URL say all of them, record the visit and draw the page."""
    municipality_code, month = shared.municipality_code, month_of(str(shared.values["ym"]))
    own = view.choices(publication, municipality_code, covered, month)
    refused = not_offered((*shared.choices, *own)) if from_url else []
    values = {choice.name: address.settle(choice, from_url=from_url) for choice in own}
    own_query = address.query_of(own, values)
    address.write_url({**address.query_of(shared.choices, shared.values), **own_query})
    address.remember_page(view.NAME, own_query)
    everything = address.query_of((*shared.choices, *own), {**shared.values, **values}, whole=True)
    words = wording(view.NAME, str(shared.values["lang"]))
    show_refused(words, refused)
    visit = visit_of(view, publication, shared, everything)
    if "mun" in refused:
        visit.refuse("municipality")
    visit.open()
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
            visit=visit,
        )
    )
    visit.close()


def bound(publication: Publication, reader: Reader, right: str, municipality_code: str) -> Publication:
    """Return the publication as a page with this right reads it: where the reader has the right.

    Who may see true counts here sees those of the municipalities where that may be, all others gated marts.
    """
    sees_true = reader.may(SEES_TRUE_COUNTS, municipality_code)
    rights = (right, SEES_TRUE_COUNTS) if sees_true else (right,)
    return replace(
        publication if sees_true else gated(publication),
        municipality_codes=reader.municipality_codes(*rights),
        shows_figures=reader.may(SEES_FIGURES, municipality_code),
    )


def visit_of(view: ModuleType, publication: Publication, shared: Shared, query: Mapping[str, str]) -> Visit:
    """Return what is logged of this run of a page: the version it reads, and its choices."""
    return Visit(
        home=publication.home,
        reader=shared.reader,
        municipality_code=shared.municipality_code,
        page=view.NAME,
        filters={"version": publication.name, **query},
        admits=admission(publication.home, shared.reader, view.RIGHT, shared.municipality_code),
    )


def show_forbidden(view: ModuleType, publication: Publication, shared: Shared) -> None:
    """Record and say that the page is not for the roles held where the reader looks."""
    words = wording(view.NAME, str(shared.values["lang"]))
    visit_of(view, publication, shared, {}).refuse("page")
    st.html(f"<header><h1>{escape(words('title'))}</h1></header>")
    st.warning(words("forbidden"))


@contextmanager
def guarded(words: Wording) -> Iterator[None]:
    """Turn a failure of a page into a sentence and an id that finds it in the log."""
    try:
        yield
    except LogUnavailable as error:
        logger.error("%s", error)
        st.error(words("log_unavailable"))
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
