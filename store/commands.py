"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json

from store.arguments import add_verb
from store.home import open_home
from store.status import read_status, status_sentences


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    status = add_verb(
        verbs,
        "status",
        _run_status,
        summary="Show the deliveries with their arithmetic, the months they cover and the published version.",
        example="jukistat status --json",
    )
    status.add_argument("--json", action="store_true", help="print JSON")


def _run_status(options: argparse.Namespace) -> None:
    status = read_status(open_home(options.home))
    print(json.dumps(status, ensure_ascii=False) if options.json else status_sentences(status))
