"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from datetime import date

from store.arguments import add_verb, add_vintage, month, vintage_of
from store.errors import UsageError
from store.home import Home, open_home
from store.vintage import Vintage


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    build_verb = add_verb(
        verbs,
        "build",
        run_build,
        summary="Builds and tests every mart from the ledger and publishes a new version.",
        example="jukistat build",
    )
    add_vintage(build_verb)
    build_verb.add_argument("--json", action="store_true", help="print the report as JSON")
    _add_month(verbs)
    _add_lineage(verbs)


def _add_month(verbs: argparse._SubParsersAction) -> None:
    month_verb = add_verb(
        verbs,
        "month",
        run_month,
        summary="Closes a month and all before it, so that no later load changes them, or reopens them.",
        example="jukistat month close 2026-03",
    )
    month_verb.add_argument(
        "action", choices=("close", "reopen"), help="reopen takes all later months of the municipality along"
    )
    month_verb.add_argument("month", type=month, metavar="YYYY-MM", help="the month to close or reopen")
    month_verb.add_argument("--reason", default="", metavar="TEXT", help="why it is reopened; kept for ever")
    month_verb.add_argument(
        "--municipality",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="6-digit codes; without it every municipality that covers the month",
    )
    month_verb.add_argument("--json", action="store_true", help="print the report as JSON")


def build_version(home: Home, vintage: Vintage) -> str:
    """Build a version of a vintage and return its name, for verbs of other rooms that need one."""
    from warehouse.build import build

    return build(home, vintage).version


def read_departed(home: Home, before: date) -> list[int]:
    """Return the surrogates of persons gone before a day, for verbs of other rooms."""
    from warehouse import departures

    return departures.read_departed(home, before)


def _add_lineage(verbs: argparse._SubParsersAction) -> None:
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
    """Build, then say what was published and what later residents deliveries were found to differ in."""
    from warehouse.build import build

    report = build(open_home(options.home), vintage_of(options))
    if options.json:
        print(json.dumps(asdict(report)))
    elif report.is_served:
        print(f"Published {report.version} from {report.deliveries} deliveries.")
    else:
        print(f"Made {report.version} from {report.deliveries} deliveries; the served version stays.")
    for reconciliation in [] if options.json else report.reconciliations:
        print(reconciliation.sentence())


def run_month(options: argparse.Namespace) -> None:
    """Close or reopen, then say which months."""
    from warehouse.closing import close_month, reopen_month
    from warehouse.month_sentences import month_sentences

    home = open_home(options.home)
    if options.action == "reopen":
        report = reopen_month(home, options.month, options.municipality, reason=options.reason)
    elif options.reason:
        raise UsageError("--reason belongs to `month reopen`; closing needs none.")
    else:
        report = close_month(home, options.month, options.municipality)
    print(json.dumps(asdict(report)) if options.json else month_sentences(report))


def run_lineage(options: argparse.Namespace) -> None:
    """Say what a number is the sum of."""
    from warehouse.lineage import read_lineage
    from warehouse.lineage_text import lineage_lines

    lineage = read_lineage(open_home(options.home), options.mart, options.cell)
    if options.json:
        print(json.dumps({**asdict(lineage), "total": lineage.total}, ensure_ascii=False))
    else:
        print("\n".join(lineage_lines(lineage)))
