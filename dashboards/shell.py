"""The page around every view: Streamlit's own in Japanese with our style and icon, and what is no page."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
KEPT_BY_BROWSERS = {"cache-control": "private, max-age=31536000, immutable"}
"""For what has an address of its own for every content."""
STYLE = (STATIC / "page.css").read_bytes()
STYLE_ADDRESS = f"/page-{sha256(STYLE).hexdigest()[:12]}.css"
SHELL_CHANGES = (
    ('<html lang="en">', '<html lang="ja">'),
    (
        "window.prerenderReady = false",
        "window.prerenderReady = false;"
        " window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin }",
    ),
    ("</body>", f'<link rel="stylesheet" href="{STYLE_ADDRESS}"></body>'),
)
"""What is changed in Streamlit's own page, and into what."""


def shell_routes(paths: Iterable[str]) -> list[Route]:
    """Return the routes of the page around the views at `paths`, of its style and its icon."""
    return [
        Route("/favicon.png", icon),
        Route(STYLE_ADDRESS, style),
        *(Route(path, shell) for path in paths),
    ]


async def shell(request: Request) -> Response:
    """Return Streamlit's page around every view, in Japanese."""
    return HTMLResponse(shell_html(), headers={"cache-control": "no-cache"})


@lru_cache(maxsize=1)
def shell_html() -> str:
    """Return Streamlit's own page with our language and style, and with the server's root said.

    Without the root, a page below it is first asked for its health, and only the 404 leads to the root. The
    style comes last, after what Streamlit adds to the head; sent by a view, it would come with every rerun.
    """
    html = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    for streamlits, ours in SHELL_CHANGES:
        if streamlits not in html:
            raise RuntimeError(
                f"This Streamlit's page no longer has {streamlits!r}; SHELL_CHANGES need a look."
            )
        html = html.replace(streamlits, ours)
    return html


async def style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers=KEPT_BY_BROWSERS)


async def icon(request: Request) -> Response:
    return FileResponse(STATIC / "icon.png")


def no_foreign_pages(app: ASGIApp, *, own: Collection[str]) -> ASGIApp:
    """Return `app` with our own answer wherever it would serve a page at a path that is not one of `own`.

    Streamlit serves its own page at any path, and says in English only that there is none.
    """
    missing = (STATIC / "not_found.html").read_text("utf-8")

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in own:
            await app(scope, receive, send)
            return
        is_replaced = False

        async def send_unless_page(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and is_page(message):
                is_replaced = True
                await HTMLResponse(missing, 404)(scope, receive, send)
            elif not is_replaced:
                await send(message)

        await app(scope, receive, send_unless_page)

    return guarded


def is_page(start: Message) -> bool:
    """Whether a beginning answer is HTML."""
    kinds = [value for name, value in start.get("headers", []) if name.lower() == b"content-type"]
    return any(kind.startswith(b"text/html") for kind in kinds)
