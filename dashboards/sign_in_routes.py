"""The way to the identity provider and back to the page that was wanted; `st.login` alone forgets it."""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.user_info import generate_login_redirect_url

from access.sign_in import CALLBACK, SignInSettings, cookie_key, read_client_secret
from store.home import Home

WANTED_COOKIE = "jukistat_wanted"
WANTED_SECONDS = 600
"""How long somebody may take to sign in and still come to the page that was wanted."""
PROVIDER = "default"


def sign_in_secrets(home: Home, settings: SignInSettings) -> dict[str, dict[str, Any]]:
    """Return what Streamlit's sign-in reads as its secrets; every sign-in is asked for anew.

    Raises ConfigurationError if the client secret or the cookie key cannot be had.
    """
    return {
        "auth": {
            "redirect_uri": settings.redirect_uri,
            "cookie_secret": cookie_key(home),
            "client_id": settings.client_id,
            "client_secret": read_client_secret(home),
            "server_metadata_url": settings.metadata_url,
            "client_kwargs": {"scope": "openid", "prompt": "login"},
        }
    }


async def start_sign_in(request: Request) -> Response:
    """Send the browser to the identity provider and let it keep which page was wanted."""
    answer = RedirectResponse(generate_login_redirect_url(PROVIDER), status_code=302)
    wanted = quote(own_page(request.query_params.get("to", "")), safe="")
    answer.set_cookie(WANTED_COOKIE, wanted, max_age=WANTED_SECONDS, httponly=True, samesite="lax")
    return answer


def own_page(address: str) -> str:
    """Return an address if it is one of this server's pages, else that of the first page."""
    parts = urlsplit(address)
    is_own = address.startswith("/") and not (parts.scheme or parts.netloc or "\\" in address)
    return address if is_own else "/"


def lead_back(app: ASGIApp) -> ASGIApp:
    """Return `app` with the way back from the identity provider leading to the page that was wanted."""

    async def led(scope: Scope, receive: Receive, send: Send) -> None:
        wanted = Request(scope).cookies.get(WANTED_COOKIE) if _is_callback(scope) else None

        async def send_on(message: Message) -> None:
            if wanted and message["type"] == "http.response.start":
                message = {**message, "headers": _to_wanted(message["headers"], own_page(unquote(wanted)))}
            await send(message)

        await app(scope, receive, send_on)

    return led


def _is_callback(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["path"] == CALLBACK


def _to_wanted(headers: list[tuple[bytes, bytes]], wanted: str) -> list[tuple[bytes, bytes]]:
    """Return the headers with the wanted page for the first one, and the cookie taken back."""
    forgotten = Response()
    forgotten.delete_cookie(WANTED_COOKIE, httponly=True, samesite="lax")
    led = [
        (name, quote(wanted, safe="/?&=%.-_~").encode() if (name, value) == (b"location", b"/") else value)
        for name, value in headers
    ]
    return [*led, (b"set-cookie", forgotten.headers["set-cookie"].encode())]
