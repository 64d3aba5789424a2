"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ingest.confinement import confine_process
from ingest.custody_commands import add_custody_verbs
from ingest.quarantine_commands import add_delivery, add_quarantine
from store.arguments import add_verb
from store.configuration import read_configuration
from store.coverage import gap_sentences, missing_months
from store.errors import UsageError
from store.home import home_at, open_home
from store.prefix import read_prefix


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    add_custody_verbs(verbs)
    _add_load(verbs)
    _add_layout(verbs)
    add_quarantine(verbs)
    add_delivery(verbs)


def _add_load(verbs: argparse._SubParsersAction) -> None:
    load = add_verb(
        verbs,
        "load",
        _run_load,
        summary="Load deliveries: residents first, then by name; each is accepted whole or refused whole.",
        example="jukistat load inbox/ --through 2026-03-31",
    )
    load.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a .csv, .csv.gz, .zip or .dat file, a directory of them, an extract, or a glob",
    )
    load.add_argument("--profile", help="the profile, if it must not be recognised by the header")
    load.add_argument(
        "--kind", choices=("changes", "residents"), help="the kind, if it must not be recognised"
    )
    load.add_argument("--extracted-at", type=_day, metavar="DATE", help="the day the register was read")
    load.add_argument(
        "--through", type=_day, metavar="DATE", help="deliveries are complete up to the end of this day"
    )
    load.add_argument(
        "--municipality", metavar="CODE", help="whose register an extract is, if not the one its layout names"
    )
    load.add_argument("--json", action="store_true", help="print JSON")


def _add_layout(verbs: argparse._SubParsersAction) -> None:
    layout = add_verb(
        verbs,
        "layout",
        _run_layout,
        summary="Say what would be understood of a delivery, loading nothing.",
        example="jukistat layout check 20240301_changes.csv",
    )
    layout.add_argument("action", choices=("check",), help="check one file")
    layout.add_argument("file", type=Path, metavar="FILE", help="a delivery")
    layout.add_argument("--profile", help="the profile, if it must not be recognised by the header")
    layout.add_argument(
        "--kind", choices=("changes", "residents"), help="the kind, if it must not be recognised"
    )
    layout.add_argument("--json", action="store_true", help="print JSON")


def _day(text: str) -> str:
    """Return an ISO day as it is. Raises ArgumentTypeError, which argparse turns into exit code 2."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-03-31") from None


def _run_load(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import landing_sentence
    from ingest.dialects import require_profile
    from ingest.finding import find_deliveries
    from ingest.landing import purge_landing
    from ingest.loading import load_deliveries
    from ingest.reports import outcome_sentences, outcome_summary, warning_sentences
    from ingest.shapes import Assignment

    home = open_home(options.home)
    require_profile(home, options.profile)
    said = (options.profile, options.kind, options.extracted_at, options.through, options.municipality)
    assignments = [Assignment(path, *said) for path in find_deliveries(options.files)]
    report = (
        (lambda outcome: None)
        if options.json
        else (lambda outcome: print(outcome_sentences(outcome), flush=True))
    )
    outcomes = load_deliveries(home, assignments, report=report)
    missing = missing_months(read_prefix(home).standing)
    erased = purge_landing(home) if read_configuration(home).purge_landing else None
    if options.json:
        summaries = [outcome_summary(outcome) for outcome in outcomes]
        landing = {"landing": asdict(erased)} if erased else {}
        told = {"deliveries": summaries, "missing_months": missing, **landing}
        print(json.dumps(told, ensure_ascii=False))
        return
    last = [landing_sentence(erased)] if erased else []
    for sentence in [*warning_sentences(outcomes), *gap_sentences(missing), *last]:
        print(sentence)


def _run_layout(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.checking import understand
    from ingest.dialects import read_dialects, require_profile
    from ingest.finding import find_deliveries
    from ingest.names import printable
    from ingest.reports import layout_sentences, layout_summary
    from ingest.shapes import Assignment

    home = home_at(options.home)
    require_profile(home, options.profile)
    path, *others = find_deliveries([str(options.file)])
    if others:
        raise UsageError(f"{printable(str(options.file))} holds several deliveries. Name one of them.")
    assignment = Assignment(path, options.profile, options.kind)
    summary = layout_summary(understand(assignment, read_dialects(home)))
    print(json.dumps(summary, ensure_ascii=False) if options.json else layout_sentences(summary))
