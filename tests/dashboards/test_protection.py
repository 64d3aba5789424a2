"""What the server does to cookies, and where the way back from the identity provider leads."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from access.sign_in import CALLBACK
from dashboards.protection import secure_cookies
from dashboards.sign_in_routes import WANTED_COOKIE, lead_back, own_page


async def come_back(request: Request) -> Response:
    answer = RedirectResponse("/")
    answer.set_cookie("of_the_provider", "claims", httponly=True)
    return answer


def answer_of(middleware: Callable[..., object], **cookies: str) -> Response:
    """Return the answer to a browser that comes back from the provider."""
    app = Starlette(routes=[Route(CALLBACK, come_back)], middleware=[Middleware(middleware)])  # type: ignore[arg-type]
    client = TestClient(app, cookies=cookies, follow_redirects=False)
    return client.get(CALLBACK)  # type: ignore[return-value]


def test_cookies_are_sent_back_by_tls_only() -> None:
    assert answer_of(secure_cookies).headers["set-cookie"].endswith("; Secure")


def test_the_way_back_leads_to_the_page_that_was_wanted() -> None:
    answer = answer_of(lead_back, **{WANTED_COOKIE: "%2Fmovements%3Fym%3D2019-03"})
    assert answer.headers["location"] == "/movements?ym=2019-03"
    assert f'{WANTED_COOKIE}=""; ' in answer.headers["set-cookie"], "it was wanted once"


def test_without_a_wanted_page_it_leads_to_the_first() -> None:
    assert answer_of(lead_back).headers["location"] == "/"


@pytest.mark.parametrize(
    "address", ["", "movements", "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_only_pages_of_ours_can_be_wanted(address: str) -> None:
    assert own_page(address) == "/"
