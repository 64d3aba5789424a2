"""The verb of this room: arguments only, it calls one function."""

import argparse
import json

from ingest.confinement import confine_process
from store.arguments import add_verb
from store.errors import CheckFailed
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verb to the console script."""
    scan = add_verb(
        verbs,
        "scan",
        run_scan,
        summary="Look for register numbers in everything under the home; ends with 5 if one is found.",
        example="jukistat scan --json",
    )
    scan.add_argument("--json", action="store_true", help="print the report as JSON")


def run_scan(options: argparse.Namespace) -> None:
    """Scan, and say what was found where. Raises CheckFailed if anything was."""
    confine_process()
    from scan.scanning import report_sentences, scan_home

    report = scan_home(open_home(options.home))
    summary = json.dumps(report.summary(), ensure_ascii=False)
    print(summary if options.json else report_sentences(report), flush=True)
    if report.findings:
        raise CheckFailed(
            f"The scan found {len(report.findings):,} places that hold, or may hold, a register number. "
            f"Remove what they hold and find out how it came there; logs/{report.report_file} lists them."
        )
