"""The verbs of this room: arguments only, each calls one function."""

import argparse

from store.arguments import add_verb
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `dashboard`."""
    parser = add_verb(
        verbs,
        "dashboard",
        run_dashboard,
        summary="Serve the pages of the current published version until stopped with Ctrl-C.",
        example="jukistat dashboard --port 8501",
    )
    parser.add_argument("--port", type=int, default=8501, help="the port to listen on (default: 8501)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; loopback only (default: 127.0.0.1)"
    )


def run_dashboard(options: argparse.Namespace) -> None:
    from dashboards.serving import serve

    serve(open_home(options.home), host=options.host, port=options.port)
