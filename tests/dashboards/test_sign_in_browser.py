"""Signing in with Chromium and an identity provider: there, back to the page wanted, and out again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, Playwright

from dashboards.wording import wording
from store.home import Home
from store.key_files import make_key_file
from tests.access.granting import granted, write_grants
from tests.command_line import jukistat
from tests.dashboards.published_home import CITY
from tests.dashboards.serving import CHROMIUM_MISSING, Server, ask, chromium, free_port, serving
from tests.dashboards.signing_in import ROLES, home_with_sign_in, logged

WORDS = wording("sign_in", "ja")
ONE_FACTOR = "viewer_with_a_password_only"
USERS = [
    *(User(sub=role, claims={"amr": ["pwd", "mfa"]}) for role in ROLES),
    User(sub=ONE_FACTOR, claims={"amr": ["pwd"]}),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an identity provider that knows USERS."""
    with run_server_in_thread(user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def own_home(home: Path, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sign_in") / "home"
    port = free_port()
    own = home_with_sign_in(home, root, provider=provider, pages=f"http://127.0.0.1:{port}")
    make_key_file(Home(own).key_zone / "client-secret")
    return own


@pytest.fixture(scope="module")
def server(own_home: Path) -> Iterator[Server]:
    port = int((own_home / "jukistat.toml").read_text("utf-8").split("127.0.0.1:")[1].split("/")[0])
    with serving(own_home, port=port, calls_directly="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        pytest.fail(CHROMIUM_MISSING)
    chrome = playwright.chromium.launch(
        executable_path=executable,
        args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
    )
    yield chrome
    chrome.close()


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """A tab of a browser that has signed in nowhere."""
    context = chrome.new_context(accept_downloads=True)
    yield context.new_page()
    context.close()


def sign_in(page: Page, subject: str) -> None:
    """Follow the link of the sign-in page and be `subject` at the provider."""
    page.get_by_role("link", name=WORDS("sign_in")).click()
    page.get_by_role("button", name=subject, exact=True).click()


def test_the_wanted_page_is_shown_after_signing_in(server: Server, page: Page, own_home: Path) -> None:
    page.goto(f"{server.address}/movements?ym=2019-03&lang=en&sex=female")
    page.get_by_role("link", name=wording("sign_in", "en")("sign_in")).click()
    page.get_by_role("button", name="viewer", exact=True).click()
    page.wait_for_url("**/movements?*sex=female*")
    page.locator("footer").wait_for()
    assert "March 2019" in page.locator(".answer").inner_text()
    assert "viewer (Viewer)" in page.locator(".reader").inner_text()
    assert logged(own_home, subject="viewer", page="movements")[-1]["filters"]["sex"] == "female"  # type: ignore[index]


def test_a_file_is_logged_as_it_was_handed_out(
    server: Server, page: Page, own_home: Path, tmp_path: Path
) -> None:
    page.goto(f"{server.address}/pyramid")
    sign_in(page, "analyst")
    page.locator("footer").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSVをダウンロード").click()
    download.value.save_as(tmp_path / "ages.csv")
    (record,) = logged(own_home, subject="analyst", decision="handed out")
    assert record["file_digest"] == hashlib.sha256((tmp_path / "ages.csv").read_bytes()).hexdigest()


def test_one_factor_is_not_enough(server: Server, page: Page, own_home: Path) -> None:
    page.goto(server.address)
    sign_in(page, ONE_FACTOR)
    page.get_by_text(WORDS("second_factor")).wait_for()
    assert page.locator("table").count() == 0
    assert [each["decision"] for each in logged(own_home, subject=ONE_FACTOR)] == ["refused: second_factor"]


def test_a_second_browser_ends_the_first(server: Server, page: Page, chrome: Browser) -> None:
    page.goto(f"{server.address}/pyramid")
    sign_in(page, "statistician")
    page.locator("footer").wait_for()
    with chrome.new_context() as context:
        other = context.new_page()
        other.goto(server.address)
        sign_in(other, "statistician")
        other.locator("footer").wait_for()
        page.reload()
        page.get_by_text(WORDS("superseded")).wait_for()
        other.reload()
        other.locator("footer").wait_for()


def test_a_revoked_role_is_locked_out_at_its_next_click(server: Server, page: Page, own_home: Path) -> None:
    before = (own_home / "municipalities" / CITY / "grants.csv").read_bytes()
    page.goto(f"{server.address}/movements")
    sign_in(page, "approver")
    page.locator("footer").wait_for()
    path = write_grants(own_home, CITY, *(granted(role, role) for role in ROLES if role != "approver"))
    page.get_by_role("radio", name="外国人").click()
    page.get_by_text(WORDS("no_grant")).wait_for()
    page.locator("table").first.wait_for(state="detached")
    path.write_bytes(before)


def test_signing_out_needs_a_new_sign_in(server: Server, page: Page) -> None:
    page.goto(f"{server.address}/quality")
    sign_in(page, "operator")
    page.locator("footer").wait_for()
    kept = page.context.cookies()
    page.get_by_role("button", name=WORDS("sign_out")).click()
    page.wait_for_url("**/oauth2/end_session?*")
    page.goto(f"{server.address}/quality")
    page.get_by_text(WORDS("welcome")).wait_for()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.reload()
    page.get_by_text(WORDS("signed_out")).wait_for()


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_the_way_back_leads_nowhere_else(server: Server, wanted: str) -> None:
    _, headers, _ = ask(f"{server.address}/sign-in?to={wanted}", cookie="")
    assert "jukistat_wanted=%2F;" in {name.lower(): value for name, value in headers.items()}["set-cookie"]


def test_an_address_beyond_loopback_needs_a_sign_in(tmp_path: Path) -> None:
    finished = jukistat(tmp_path, "dashboard", "--host", "0.0.0.0", exit_code=2)
    assert "Without a sign-in" in finished.stderr


def test_a_sign_in_without_its_secret_does_not_start(home: Path, tmp_path: Path) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    finished = jukistat(own, "dashboard", "--host", "0.0.0.0", "--port", str(free_port()), exit_code=4)
    assert "client secret" in finished.stderr and len(finished.stderr.splitlines()) == 1
