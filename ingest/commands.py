"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ingest.confinement import confine_process
from ingest.custody_commands import add_custody_verbs
from store.arguments import add_verb
from store.configuration import read_configuration
from store.home import home_at, open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    add_custody_verbs(verbs)
    _add_load(verbs)
    _add_layout(verbs)
    _add_quarantine(verbs)


def _add_load(verbs: argparse._SubParsersAction) -> None:
    load = add_verb(
        verbs,
        "load",
        _run_load,
        summary="Load deliveries: residents first, then by name; each is accepted whole or refused whole.",
        example="jukistat load inbox/ --through 2026-03-31",
    )
    load.add_argument(
        "files", nargs="+", metavar="FILE", help="a .csv, .csv.gz, .zip or .dat file, a directory, or a glob"
    )
    load.add_argument("--profile", help="the profile, if it must not be recognised by the header")
    load.add_argument(
        "--kind", choices=("changes", "residents"), help="the kind, if it must not be recognised"
    )
    load.add_argument("--extracted-at", type=_day, metavar="DATE", help="the day the register was read")
    load.add_argument(
        "--through", type=_day, metavar="DATE", help="deliveries are complete up to the end of this day"
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


def _add_quarantine(verbs: argparse._SubParsersAction) -> None:
    quarantine = add_verb(
        verbs,
        "quarantine",
        _run_quarantine,
        summary="List the rows that wait in quarantine by coordinates, or explain their rules.",
        example="jukistat quarantine list --json",
    )
    quarantine.add_argument(
        "action", choices=("list", "explain"), help="list the rows, or explain the rules that hold them"
    )
    quarantine.add_argument("rules", nargs="*", metavar="RULE", help="only these rules")
    quarantine.add_argument("--json", action="store_true", help="print JSON")


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
    from ingest.landing import purge_landing
    from ingest.loading import load_deliveries
    from ingest.reports import outcome_sentences, outcome_summary
    from ingest.shapes import Assignment
    from ingest.sources import find_deliveries

    home = open_home(options.home)
    require_profile(home, options.profile)
    assignments = [
        Assignment(path, options.profile, options.kind, options.extracted_at, options.through)
        for path in find_deliveries(options.files)
    ]
    report = (
        (lambda outcome: None)
        if options.json
        else (lambda outcome: print(outcome_sentences(outcome), flush=True))
    )
    outcomes = load_deliveries(home, assignments, report=report)
    erased = purge_landing(home) if read_configuration(home).purge_landing else None
    if options.json:
        summary = {"deliveries": [outcome_summary(outcome) for outcome in outcomes]}
        landing = {"landing": asdict(erased)} if erased else {}
        print(json.dumps(summary | landing, ensure_ascii=False))
    elif erased:
        print(landing_sentence(erased))


def _run_layout(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.checking import understand
    from ingest.dialects import read_dialects, require_profile
    from ingest.reports import layout_sentences, layout_summary
    from ingest.shapes import Assignment
    from ingest.sources import find_deliveries

    home = home_at(options.home)
    require_profile(home, options.profile)
    (path,) = find_deliveries([str(options.file)])
    assignment = Assignment(path, options.profile, options.kind)
    summary = layout_summary(understand(assignment, read_dialects(home)))
    print(json.dumps(summary, ensure_ascii=False) if options.json else layout_sentences(summary))


def _run_quarantine(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.reports import explanation_sentences, explanations, quarantine_rows, rejection_sentences

    rejections = quarantine_rows(open_home(options.home), options.rules)
    if options.action == "list":
        report, sentences = {"quarantine": rejections}, rejection_sentences(rejections)
    else:
        explained = explanations(rejections, options.rules)
        report, sentences = {"rules": explained}, explanation_sentences(explained)
    print(json.dumps(report, ensure_ascii=False) if options.json else sentences)
