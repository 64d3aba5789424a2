"""What the tests of the pages share: a published home, a server on it, Chromium."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.dashboards.published_home import published_home
from tests.dashboards.reading import DESK
from tests.dashboards.serving import CHROMIUM_MISSING, Server, chromium, serving
from tests.dashboards.signing_in import home_with_sign_in


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Streamlit collects garbage after every run; what is imported by now need not be looked at each time
    gc.freeze()
    return published_home(tmp_path_factory)


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A home of the test's own that serves the same to those who sign in."""
    return home_with_sign_in(home, tmp_path / "home")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """A server for this worker; whatever it asks of the outside is in `outside_calls`."""
    with serving(home) as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests of a worker: a second one cannot run beside it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    """The system's Chromium, which can resolve no name; tabs share its cache, as a reader's do."""
    executable = chromium()
    if executable is None:
        pytest.fail(CHROMIUM_MISSING)
    browser = playwright.chromium.launch(
        executable_path=executable, args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    )
    yield browser.new_context(viewport=DESK, accept_downloads=True)
    browser.close()
