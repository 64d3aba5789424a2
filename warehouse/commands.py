"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict

from store.arguments import add_verb
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    build_verb = add_verb(
        verbs,
        "build",
        run_build,
        summary="Builds and tests every mart from the ledger and publishes a new version.",
        example="jukistat build",
    )
    build_verb.add_argument("--json", action="store_true", help="print the report as JSON")


def run_build(options: argparse.Namespace) -> None:
    """Build, then say what was published and what later residents deliveries were found to differ in."""
    from warehouse.build import build

    report = build(open_home(options.home))
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        print(f"Published {report.version} from {report.deliveries} deliveries.")
        for reconciliation in report.reconciliations:
            print(reconciliation.sentence())
