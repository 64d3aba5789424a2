"""The pages in Chromium: drawn, switched, linked, downloaded, by keyboard, and nothing from outside."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from dashboards.wording import LANGUAGES, wording
from tests.dashboards.drawn import COLOURS, FILES, wait_for_another_picture, wait_for_colours
from tests.dashboards.published_home import NORTH
from tests.dashboards.reading import PATHS, PHONE, PageReader
from tests.dashboards.serving import Server

FOCUSED = "document.activeElement.textContent.slice(0, 12) + '|' + document.activeElement.ariaLabel"
EVERY_CHART_DRAWN = """() => {
    const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
    return charts.length && charts.every(one => one.querySelector('.vega-embed :is(canvas, svg path)'));
}"""
CHOSEN = f"ym=2019-03&nat=japanese&span=1&sex=female&area=d-{NORTH}&basis=event&lang=en"


@dataclass
class Reader:
    """A browser's tab on a server, with all it asked for and all it complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    draws: bool = True
    """Whether the page opened last has charts."""

    def open(self, page: str, query: str = "") -> None:
        """Go to a page and wait until it is drawn."""
        self.draws = bool(COLOURS[page])
        self.page.goto(f"{self.address}/{PATHS[page]}?{query}")
        self.wait()

    def wait(self) -> None:
        """Wait until the page has run to its end and its charts are drawn."""
        self.page.locator("footer").wait_for()
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        if self.draws:
            self.page.wait_for_function(EVERY_CHART_DRAWN)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    def tables(self) -> list[list[list[str]]]:
        """Return the rows of every table as the browser holds them."""
        reader = PageReader()
        reader.feed(self.page.locator('[data-testid="stMain"]').first.inner_html())
        return [table.rows for table in reader.tables]


@pytest.fixture
def reader(browser: BrowserContext, server: Server) -> Iterator[Reader]:
    """A new reader; at the end nothing may have been asked of any other server, nor any error written."""
    reader = Reader(browser.new_page(), server.address)
    reader.page.on("request", lambda request: reader.requests.append(request.url))
    reader.page.on("websocket", lambda stream: reader.requests.append(stream.url))
    reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    reader.page.on(
        "console",
        lambda said: reader.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    yield reader
    reader.page.close()
    assert outside(reader.requests, server.address) == []
    assert reader.complaints == []
    assert server.outside_calls == []


def outside(requests: list[str], address: str) -> list[str]:
    """Return what was asked of another server than this one."""
    own = urlsplit(address).netloc
    return [
        url
        for url in requests
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PATHS)
def test_a_page_is_drawn(reader: Reader, page: str, language: str) -> None:
    reader.open(page, f"lang={language}")
    words = wording(page, language)
    assert reader.text("h1") == words("title")
    assert words("title") in reader.page.title()
    wait_for_colours(reader.page.locator('[data-testid="stVegaLiteChart"]'), *COLOURS[page])
    assert reader.page.evaluate("document.documentElement.lang") == "ja"
    assert reader.page.locator("header[lang]").first.get_attribute("lang") == language


@pytest.mark.parametrize("page", PATHS)
def test_a_page_can_be_read_without_seeing_it(reader: Reader, page: str) -> None:
    """Every rule of axe-core: names, roles, headings, contrast. A chart has one alternative text."""
    reader.open(page)
    broken = Axe().run(reader.page, context={"exclude": [[".vega-embed svg"]]}).response["violations"]
    assert {rule["id"]: rule["nodes"][0]["html"] for rule in broken} == {}


@pytest.mark.parametrize("page", PATHS)
def test_a_page_fits_a_phone(reader: Reader, page: str) -> None:
    reader.page.set_viewport_size(PHONE)
    reader.open(page)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert reader.page.locator("h1").bounding_box()["x"] >= 0  # type: ignore[index]
    widest = reader.page.evaluate(
        "Math.max(...[...document.querySelectorAll('h1, h2, .answer, .card, .table-frame, .official')]"
        ".map(element => element.getBoundingClientRect().right))"
    )
    assert widest <= PHONE["width"]
    link = reader.page.get_by_role("link", name=wording(page, "ja")("title")).bounding_box()
    assert link is None or link["x"] + link["width"] <= 0, "the sidebar would lie over the page"


def test_the_language_is_switched_and_stays(reader: Reader) -> None:
    reader.open("overview")
    reader.page.get_by_role("radio", name="English").click()
    reader.page.get_by_role("heading", name="Overview").wait_for()
    reader.page.get_by_role("link", name="Monthly movements").click()
    reader.page.get_by_role("heading", name="Monthly movements").wait_for()
    assert "lang=en" in reader.page.url


def test_a_link_brings_back_what_was_chosen(reader: Reader, browser: BrowserContext) -> None:
    reader.open("movements", CHOSEN)
    shown, link = reader.tables(), reader.page.locator("footer a").get_attribute("href")
    assert "March 2019" in reader.text(".answer") and "北地区 (Japanese, Female)" in reader.text(".answer")
    other = browser.new_page()
    again = Reader(other, reader.address)
    other.goto(f"{reader.address}{link}")
    again.wait()
    assert again.tables() == shown
    assert again.text(".answer") == reader.text(".answer")
    other.close()


def test_choices_by_hand_write_the_link(reader: Reader) -> None:
    reader.open("movements")
    reader.page.get_by_role("radio", name="届出日").click()
    reader.page.wait_for_url("**/movements?*basis=notified*")
    reader.page.get_by_role("radio", name="外国人").click()
    reader.page.wait_for_url("**nat=foreign*")
    reader.wait()
    link = reader.page.locator("footer a").get_attribute("href") or ""
    assert {"basis=notified", "nat=foreign", "ym=2020-02", "span=2", "sex=total"} <= set(
        re.split("[?&]", link)
    )


def test_back_and_forward_restore_the_page(reader: Reader) -> None:
    reader.open("overview", "ym=2019-01")
    first = reader.text(".answer")
    reader.page.get_by_role("link", name="人口ピラミッド").click()
    reader.page.get_by_role("heading", name="人口ピラミッド").wait_for()
    reader.page.go_back()
    reader.page.get_by_role("heading", name="概況").wait_for()
    reader.page.get_by_text(first).wait_for()
    reader.page.go_forward()
    reader.page.get_by_role("heading", name="人口ピラミッド").wait_for()
    assert "2019年1月(H31.1)末" in reader.text(".answer")


def test_the_year_slider_moves_the_bars_without_the_server(reader: Reader) -> None:
    reader.open("pyramid")
    chart = reader.page.locator('[data-testid="stVegaLiteChart"]')
    slider = reader.page.locator(".vega-bind input[type=range]")
    wait_for_colours(chart, *COLOURS["pyramid"])
    before, asked = chart.locator("canvas, svg").first.screenshot(), len(reader.requests)
    slider.focus()
    reader.page.keyboard.press("ArrowLeft")
    wait_for_another_picture(chart, before)
    assert len(reader.requests) == asked


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV that is written as all of ours are; a query in it may have several lines."""
    rows = [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    assert again.getvalue().encode("utf-8-sig") == content
    assert len({len(row) for row in rows}) == 1
    return rows


@pytest.mark.parametrize("page", [page for page in PATHS if FILES[page]])
def test_every_table_is_downloaded_as_shown(reader: Reader, page: str, tmp_path: Path) -> None:
    reader.open(page)
    files = reader.page.get_by_role("button", name="CSVをダウンロード")
    files.nth(FILES[page] - 1).wait_for()
    shown = reader.tables()
    for place in range(files.count()):
        with reader.page.expect_download() as download:
            files.nth(place).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        rows = rows_of(target.read_bytes())
        headings = [[cell.replace(" ", "") for cell in table[0]] for table in shown]
        if rows[0] in headings:
            table = shown[headings.index(rows[0])]
            every_town = len(rows) > len(table)
            assert every_town or [row[0] for row in rows] == [row[0] for row in table]
    assert files.count() == FILES[page]


def test_a_workbook_holds_numbers(reader: Reader, tmp_path: Path) -> None:
    reader.open("pyramid")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="XLSXをダウンロード").click()
    download.value.save_as(tmp_path / "ages.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ages.xlsx").active
    assert sheet is not None
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "計")
    (shown,) = reader.tables()
    assert [f"{value:,}" for value in total[1:4]] == shown[1][1:4]  # type: ignore[str-format]
    assert sheet.freeze_panes == "B5"


def test_everything_is_reached_and_chosen_by_keyboard(reader: Reader) -> None:
    reader.open("movements")
    reached = set()
    figures = reader.page.locator(".official a").count()
    for _ in range(60 + figures):
        reader.page.keyboard.press("Tab")
        reached.add(reader.page.evaluate(FOCUSED))
    seen = " ".join(reached)
    assert all(name in seen for name in ("月別異動", "日本語", "月別・事由別の異動数", "CSVをダウンロード"))
    reader.page.get_by_role("radio", name="計上日").focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/movements?*basis=notified*")
