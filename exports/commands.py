"""The verb of this room: arguments only."""

import argparse
from datetime import date
from pathlib import Path

from store.arguments import add_verb


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `export` to the console script."""
    export = add_verb(
        verbs,
        "export",
        run_export,
        summary="Writes the month's official tables, printed forms and tidy CSVs of the published version.",
        example="jukistat export --month 2026-03 --out exports/2026-03 --audience internal",
    )
    export.add_argument("--month", required=True, type=_month, metavar="YYYY-MM", help="the month to export")
    export.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="the folder to write; it holds one month"
    )
    export.add_argument(
        "--audience",
        choices=("internal", "public"),
        default="public",
        help="internal: true counts, for use inside the office; public (the default): protected counts",
    )
    export.add_argument(
        "--municipality",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="6-digit codes; without it every municipality that covers the month",
    )
    export.add_argument("--json", action="store_true", help="print the manifest instead of sentences")


def _month(text: str) -> date:
    """Return the first day of a month written YYYY-MM."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a month; write it like 2026-03") from None


def run_export(options: argparse.Namespace) -> int:
    """Export one month and say what lies where."""
    import json
    from dataclasses import asdict

    from exports.bundle import export_month
    from exports.disclosure import Audience
    from store.home import open_home

    report = export_month(
        open_home(options.home),
        stat_month=options.month,
        out=options.out,
        audience=Audience(options.audience),
        municipality_codes=options.municipality,
    )
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print(
            f"{report.month}: {len(report.files)} files in {options.out} (audience {report.audience}, version {report.version})."
        )
    return 0
