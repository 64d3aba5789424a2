"""Pages as a reader sees them: text, tables, figures."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from playwright.sync_api import ViewportSize
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboards.session import VIEWS
from store.home import PROJECT_ROOT
from tests.dashboards.signing_in import PLANNER, claims, home_with_sign_in

PATHS = {view.NAME: view.PATH for view in VIEWS}
"""Of all pages: what follows the server's address."""
WITHOUT_FIGURES = ("export", "log")
PAGES = {page: path for page, path in PATHS.items() if page not in WITHOUT_FIGURES}
RUN_WITHIN = 60
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


@dataclass
class HtmlTable:
    """A table of a page: its caption and its rows as written, the headings first."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)

    @property
    def body(self) -> list[list[str]]:
        """Return the rows without the headings; figures start at the second cell."""
        return self.rows[1:]

    def figures(self) -> dict[str, list[float | None]]:
        """Return the figures of every row by its heading."""
        return {name: [figure(cell) for cell in cells] for name, *cells in self.body}


class PageReader(HTMLParser):
    """Collects the tables of HTML and all its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[HtmlTable] = []
        self.text: list[str] = []
        self.open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(HtmlTable())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("th", "td"):
            self.tables[-1].rows[-1].append("")
            self.open = tag
        elif tag == "caption":
            self.open = tag
        self.text += [text for name, text in attrs if name in ("alt", "aria-label") and text]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open:
            self.open = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.open == "caption":
            self.tables[-1].caption += data
        elif self.open:
            self.tables[-1].rows[-1][-1] += data


def open_page(home: Path, page: str, **query: str) -> AppTest:
    """Return the page as run for a reader who opens the link with this query; a failure fails the test."""
    app = run_page(home, page, **query)
    assert [*(box.value for box in app.error), *(box.value for box in app.exception)] == []
    return app


def open_gated_page(home: Path, page: str, **query: str) -> AppTest:
    """Return the page as run for a reader who may not see small figures; a failure fails the test."""
    app = run_page(guarded(home), page, user=claims(PLANNER), **query)
    assert [*(box.value for box in app.error), *(box.value for box in app.exception)] == []
    return app


@cache
def guarded(home: Path) -> Path:
    """Return a home that serves the same to those who sign in."""
    return home_with_sign_in(home, Path(tempfile.mkdtemp(dir=home.parent)) / "home")


def run_page(home: Path, page: str, *, user: Mapping[str, Any] | None = None, **query: str) -> AppTest:
    """Return the page as run for a reader who opens the link with this query.

    `user` are the claims of a sign-in, None: nobody has signed in.
    """
    app = AppTest.from_file(str(PROJECT_ROOT / "dashboards" / "entry.py"), default_timeout=RUN_WITHIN)
    for name, code in query.items():
        app.query_params[name] = code
    if PATHS[page]:
        # AppTest itself can only go to pages that are files
        app._page_hash = calc_hash(PATHS[page])
    app.user = dict(user or {})
    os.environ["JUKISTAT_HOME"] = str(home)
    return app.run()


def html_of(app: AppTest) -> str:
    """Return the HTML of the page without its style sheet."""
    return "".join(block.value for block in app.html if "<" in block.value and "{" not in block.value)


def titles(app: AppTest) -> list[str]:
    """Return the first headings of what is drawn."""
    return [part.partition("</h1>")[0] for part in html_of(app).split("<h1>")[1:]]


def read(app: AppTest) -> PageReader:
    reader = PageReader()
    reader.feed(html_of(app))
    return reader


def table(app: AppTest, caption: str) -> HtmlTable:
    """Return the one table whose caption begins so."""
    (found,) = [table for table in read(app).tables if table.caption.startswith(caption)]
    return found


def figure(written: str) -> float | None:
    """Return the figure that a reader reads; None for `…` and for words."""
    plain = re.sub(r"[,+±]", "", written).replace("−", "-").replace("▲", "-")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None
