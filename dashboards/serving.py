"""The server: Streamlit's ASGI app with what a municipal network asks of it, on loopback."""

import gc
import ipaddress
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.charts.style import FONT
from dashboards.session import STATIC, VIEWS, on_script_error
from store.errors import UsageError
from store.home import Home
from store.published import current_version_name

ENTRY = Path(__file__).parent / "entry.py"
EAGER_IMPORTS = ("altair", "pyarrow", "xlsxwriter", "streamlit.elements.vega_charts")
"""What pages would otherwise import at their first run, after the freeze."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Vega compiles its expressions with Function(); the shell has one inline script.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        # Streamlit styles its elements inline.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

SHELL_CHANGES = (
    ('<html lang="en">', '<html lang="ja">'),
    (
        "window.prerenderReady = false",
        "window.prerenderReady = false;"
        " window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin }",
    ),
)
"""What is changed in Streamlit's own page, and into what."""

THEME = {
    "base": "light",
    "primaryColor": "#1F5FA8",
    "backgroundColor": "#FFFFFF",
    "secondaryBackgroundColor": "#F2F5F9",
    "textColor": "#1B2430",
    "borderColor": "#D5DCE5",
    "font": ", ".join(f"'{name}'" if " " in name else name for name in FONT.split(", ")),
    "baseRadius": "6px",
    "showWidgetBorder": True,
}


def serve(home: Home, *, host: str, port: int) -> None:
    """Serve the home's current version until stopped. Raises UsageError for any address but loopback."""
    if not is_loopback(host):
        raise UsageError(
            f"The dashboard has no sign-in yet, so it listens on loopback only and not on {host}. "
            "Use --host 127.0.0.1."
        )
    os.environ["JUKISTAT_HOME"] = str(home.root)
    print(f"Dashboard: http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
    make_app(home).run(config=settings(host, port))


def is_loopback(host: str) -> bool:
    """Whether `host` can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def settings(host: str, port: int) -> dict[str, object]:
    """Return Streamlit's settings: nothing goes outside, no English error box, no file watcher."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "browser.serverAddress": host,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.showSidebarNavigation": False,
        "runner.magicEnabled": False,
        "logger.level": "warning",
        **{f"theme.{name}": value for name, value in THEME.items()},
    }


def make_app(home: Home) -> st.App:
    """Return the ASGI app: pages, `/healthz`, headers, Japanese shell."""

    async def healthz(request: Request) -> JSONResponse:
        version = current_version_name(home)
        return JSONResponse({"status": "ok" if version else "nothing published", "version": version})

    return st.App(
        ENTRY,
        lifespan=frozen_imports,
        routes=[
            Route("/healthz", healthz),
            Route("/favicon.png", icon),
            *(Route(f"/{view.PATH}", shell) for view in VIEWS),
        ],
        middleware=[Middleware(security_headers)],
        on_script_error=on_script_error,
    )


@asynccontextmanager
async def frozen_imports(app: st.App) -> AsyncIterator[None]:
    """Import everything, then take it out of the garbage collector's sight.

    Streamlit collects fully after every rerun; with our imports unfrozen that costs 80 ms each time.
    """
    for module in EAGER_IMPORTS:
        import_module(module)
    gc.collect()
    gc.freeze()
    yield


async def shell(request: Request) -> Response:
    """Return Streamlit's page around every view, in Japanese."""
    return HTMLResponse(shell_html(), headers={"cache-control": "no-cache"})


@lru_cache(maxsize=1)
def shell_html() -> str:
    """Return Streamlit's own page with our language, and with the server's root said.

    Without the root, a page below it is first asked for its health, and only the 404 leads to the root.
    """
    html = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    for streamlits, ours in SHELL_CHANGES:
        if streamlits not in html:
            raise RuntimeError(
                f"This Streamlit's page no longer has {streamlits!r}; SHELL_CHANGES need a look."
            )
        html = html.replace(streamlits, ours)
    return html


async def icon(request: Request) -> Response:
    return FileResponse(STATIC / "icon.png")


def security_headers(app: ASGIApp) -> ASGIApp:
    """Return `app` with the security headers on every answer."""
    added = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return with_headers
