"""The server: Streamlit's ASGI app with what a municipal network asks of it; without sign-in on loopback."""

import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from access.bundles import require_unchanged
from access.sign_in import SignInSettings, is_loopback
from dashboards import map_files
from dashboards.admission import SIGN_IN_PATH, sign_in_settings
from dashboards.charts.style import FONT
from dashboards.protection import own_origin_only, secure_cookies, security_headers
from dashboards.session import VIEWS, on_script_error
from dashboards.shell import KEPT_BY_BROWSERS, no_foreign_pages, shell_routes
from dashboards.sign_in_routes import lead_back, sign_in_secrets, start_sign_in
from store.errors import UsageError
from store.home import Home
from store.published import current_version_name, open_version

ENTRY = Path(__file__).parent / "entry.py"
EAGER_IMPORTS = ("altair", "pyarrow", "xlsxwriter", "streamlit.elements.vega_charts")
"""What pages would otherwise import at their first run, after the freeze."""

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
    """Serve the home's current version until stopped with Ctrl-C.

    Raises UsageError for a port that cannot be had and, without sign-in, for any address but loopback;
    ConfigurationError for a sign-in whose settings or secrets will not do, and for a municipality's own map
    that is none; CheckFailed if the version came in a bundle and is not what was signed.
    """
    map_files.check_own_maps(home)
    sign_in = sign_in_settings(home.root)
    if sign_in is None and not is_loopback(host):
        raise UsageError(
            f"Without a sign-in the dashboard listens on loopback only and not on {host}. Use --host "
            f"127.0.0.1, or set [sign_in] in {home.configuration_file}."
        )
    if not is_free(host, port):
        raise UsageError(f"Port {port} of {host} cannot be had. Name a free one with --port.")
    if current_version_name(home) is not None:
        require_unchanged(home, open_version(home))
    app = make_app(home, host=host, sign_in=sign_in)
    os.environ["JUKISTAT_HOME"] = str(home.root)
    print(f"Dashboard: {root_address(host, port)} (Ctrl-C stops it)", flush=True)
    # Ctrl-C is how a server ends, not how it fails
    with suppress(KeyboardInterrupt):
        app.run(config=settings(host, port, public_name=sign_in.host_name if sign_in else host))


def is_free(host: str, port: int) -> bool:
    """Whether a server can listen there; Streamlit would end with a log line, or try the next port."""
    try:
        family = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError):
        return False
    return True


def root_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def settings(host: str, port: int, *, public_name: str) -> dict[str, object]:
    """Return Streamlit's settings for a server browsers know by a name of its own.

    Nothing goes outside, no foreign page, no English box, no file watcher.
    """
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "browser.serverAddress": public_name,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.showSidebarNavigation": False,
        "runner.magicEnabled": False,
        "runner.postScriptGC": False,
        "logger.level": "warning",
        "logger.hideWelcomeMessage": True,
        **{f"theme.{name}": value for name, value in THEME.items()},
    }


def make_app(home: Home, *, host: str, sign_in: SignInSettings | None) -> st.App:
    """Return the ASGI app that is asked for as `host`: pages, `/healthz`, headers, Japanese shell, sign-in.

    Raises ConfigurationError if a secret of the sign-in cannot be had.
    """

    async def healthz(request: Request) -> JSONResponse:
        version = current_version_name(home)
        return JSONResponse({"status": "ok" if version else "nothing published", "version": version})

    async def geometry(request: Request) -> Response:
        found = map_files.named_map(home, request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        return Response(found.content, media_type="application/geo+json", headers=KEPT_BY_BROWSERS)

    return st.App(
        ENTRY,
        secrets=sign_in_secrets(home, sign_in) if sign_in else None,
        lifespan=frozen_imports,
        routes=[
            Route("/healthz", healthz),
            *shell_routes(f"/{view.PATH}" for view in VIEWS),
            Route(map_files.ROUTE, geometry),
            *([Route(SIGN_IN_PATH, start_sign_in)] if sign_in else []),
        ],
        middleware=protections(host, sign_in),
        on_script_error=on_script_error,
    )


def protections(host: str, sign_in: SignInSettings | None) -> list[Middleware]:
    """Return what stands before the pages."""
    pages = {f"/{view.PATH}" for view in VIEWS}
    always = [Middleware(security_headers), Middleware(no_foreign_pages, own=pages)]
    if sign_in is None:
        return [*always, Middleware(own_origin_only, names=[host])]
    return [
        *always,
        Middleware(own_origin_only, names=[host, sign_in.host_name]),
        Middleware(lead_back),
        *([Middleware(secure_cookies)] if sign_in.is_secure else []),
    ]


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
