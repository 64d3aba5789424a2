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
    lineage_verb = add_verb(
        verbs,
        "lineage",
        run_lineage,
        summary="Says of a number how many change records of which reason, delivery and rule made it.",
        example="jukistat lineage movements_monthly municipality_code=022039 stat_month=2026-03",
    )
    lineage_verb.add_argument("mart", metavar="MART", help="the table, such as population_monthly")
    lineage_verb.add_argument(
        "cell", metavar="COLUMN=VALUE", nargs="*", help="the cell; columns not named are summed over"
    )
    lineage_verb.add_argument("--json", action="store_true", help="print the report as JSON")


def run_build(options: argparse.Namespace) -> None:
    """Build, then say what was published."""
    from warehouse.build import build

    report = build(open_home(options.home))
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        print(f"Published {report.version} from {report.deliveries} deliveries.")


def run_lineage(options: argparse.Namespace) -> None:
    """Say what a number is the sum of."""
    from warehouse.lineage import read_lineage
    from warehouse.lineage_text import lineage_lines

    lineage = read_lineage(open_home(options.home), options.mart, options.cell)
    if options.json:
        print(json.dumps({**asdict(lineage), "total": lineage.total}, ensure_ascii=False))
    else:
        print("\n".join(lineage_lines(lineage)))
