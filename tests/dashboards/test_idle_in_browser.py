"""A page that somebody left open: the screen stays, so the figures must not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from store.home import Home
from store.key_files import make_key_file
from tests.dashboards import test_sign_in_browser
from tests.dashboards.serving import Server, free_port, serving
from tests.dashboards.signing_in import home_with_sign_in, logged
from tests.dashboards.test_sign_in_browser import WORDS, sign_in

provider, chrome, page = (getattr(test_sign_in_browser, name) for name in ("provider", "chrome", "page"))
IDLE_MINUTES = 0.2
TOP_OF_CONTENT = """
    (content => content.getBoundingClientRect().y + parseFloat(getComputedStyle(content).paddingTop))
    (document.querySelector('[data-testid=stMainBlockContainer]'))
"""


@pytest.fixture
def impatient(home: Path, provider: str, tmp_path: Path) -> Iterator[tuple[Path, Server]]:
    """A home whose readers may be idle for twelve seconds, and its server."""
    port = free_port()
    own = home_with_sign_in(
        home,
        tmp_path / "home",
        provider=provider,
        pages=f"http://127.0.0.1:{port}",
        more=f"idle_minutes = {IDLE_MINUTES}",
    )
    make_key_file(Home(own).key_zone / "client-secret")
    with serving(own, port=port, calls_directly="localhost") as server:
        yield own, server


def is_blank(page: Page) -> None:
    """Wait until nothing of a page is left, in sight or out of it."""
    for part in ("table", ".answer >> text=2020年", "footer", '[data-testid="stVegaLiteChart"]', ".reader"):
        page.locator(part).first.wait_for(state="detached")


def test_a_page_left_open_is_taken_off_the_screen(impatient: tuple[Path, Server], page: Page) -> None:
    own, server = impatient
    page.goto(f"{server.address}/movements")
    sign_in(page, "viewer")
    page.locator("table").first.wait_for()
    top = page.evaluate("document.querySelector('[data-testid=stMain] header').getBoundingClientRect().y")
    assert top == pytest.approx(page.evaluate(TOP_OF_CONTENT), abs=1), "what watches the page takes no room"
    page.get_by_text(WORDS("idle")).wait_for()
    is_blank(page)
    assert "月別異動" not in page.title()
    assert logged(own, subject="viewer")[-1]["decision"] == "refused: idle"
    page.reload()
    page.get_by_text(WORDS("idle")).wait_for()
    assert page.locator("table").count() == 0


def test_it_goes_though_the_server_is_out_of_reach(impatient: tuple[Path, Server], page: Page) -> None:
    _, server = impatient
    page.goto(f"{server.address}/movements")
    sign_in(page, "viewer")
    page.locator("table").first.wait_for()
    server.stop()
    is_blank(page)


def test_a_sign_in_elsewhere_takes_it_off_without_a_click(
    impatient: tuple[Path, Server], page: Page, chrome: Browser
) -> None:
    own, server = impatient
    with chrome.new_context() as context:
        other = context.new_page()
        other.goto(f"{server.address}/quality")
        other.get_by_role("link", name=WORDS("sign_in")).click()
        page.goto(f"{server.address}/movements")
        sign_in(page, "viewer")
        page.locator("table").first.wait_for()
        other.get_by_role("button", name="viewer", exact=True).click()
        page.get_by_text(WORDS("superseded")).wait_for()
        is_blank(page)
        other.reload()
        other.locator("footer").wait_for()
    assert logged(own, subject="viewer", decision="refused: superseded")
