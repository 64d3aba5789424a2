"""The verbs for rows that were refused and files that should not have been loaded: arguments only."""

import argparse
import json
from pathlib import Path
from typing import Any

from ingest.confinement import confine_process
from store.arguments import add_verb
from store.home import open_home


def add_quarantine(verbs: argparse._SubParsersAction) -> None:
    """Add `quarantine` and its parts."""
    parts = _add_group(verbs, "quarantine", "List, explain and resolve the rows that wait in quarantine.")
    _add_looking(parts)
    replay = add_verb(
        parts,
        "replay",
        _run_replay,
        summary="Judges every row that waits anew from its original file and loads those that pass today.",
        example="jukistat quarantine replay archive/2026-03/",
    )
    replay.add_argument("files", nargs="*", metavar="FILE", help="files that are no longer where they were")
    replay.add_argument("--json", action="store_true", help="print JSON")
    accept = add_verb(
        parts,
        "accept",
        _run_accept,
        summary="Takes re-sent corrections, conflicting rows, over the rows loaded first.",
        example='jukistat quarantine accept 12 45 46 --reason "confirmed with the residents section"',
    )
    _add_rows(accept, needs_file=True)
    settle = add_verb(
        parts,
        "settle",
        _run_settle,
        summary="Lets refused rows wait no longer because nothing is to come of them.",
        example='jukistat quarantine settle 12 47 --reason "a torn line, sent again as row 48"',
    )
    _add_rows(settle, needs_file=False)


def add_delivery(verbs: argparse._SubParsersAction) -> None:
    """Add `delivery` and its part."""
    parts = _add_group(verbs, "delivery", "Take back a delivery that should not have been loaded.")
    withdraw = add_verb(
        parts,
        "withdraw",
        _run_withdraw,
        summary="Takes a wrongly loaded delivery back; the ledger keeps it, marked. Open months only.",
        example='jukistat delivery withdraw 12 --reason "a test file"',
    )
    withdraw.add_argument("delivery", type=int, metavar="ID", help="the delivery, as `status` numbers it")
    _add_reason(withdraw)
    _add_files(withdraw)


def _add_group(verbs: argparse._SubParsersAction, name: str, summary: str) -> argparse._SubParsersAction:
    group = verbs.add_parser(name, help=summary, description=summary)
    return group.add_subparsers(dest="action", required=True, metavar="ACTION")


def _add_looking(parts: argparse._SubParsersAction) -> None:
    listing = add_verb(
        parts,
        "list",
        _run_list,
        summary="Counts refused rows by delivery, rule and municipality, and those of them that still wait.",
        example="jukistat quarantine list --json",
    )
    explain = add_verb(
        parts,
        "explain",
        _run_explain,
        summary="Says what holds rows that wait and what to do: all, those of a delivery, or one row.",
        example="jukistat quarantine explain 12 45",
    )
    explain.add_argument("delivery", nargs="?", type=int, metavar="DELIVERY", help="only of this delivery")
    explain.add_argument("row", nargs="?", type=int, metavar="ROW", help="only this row of it")
    export = add_verb(
        parts,
        "export",
        _run_export,
        summary="Writes the coordinates of the rows that wait as CSV: file, row, column and rule, no value.",
        example="jukistat quarantine export --out waiting.csv",
    )
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    for verb in (listing, explain, export):
        verb.add_argument("--json", action="store_true", help="print JSON")


def _add_rows(verb: argparse.ArgumentParser, *, needs_file: bool) -> None:
    verb.add_argument("delivery", type=int, metavar="DELIVERY", help="the delivery of the rows")
    verb.add_argument("rows", nargs="+", type=int, metavar="ROW", help="row numbers, as `explain` gives them")
    _add_reason(verb)
    if needs_file:
        _add_files(verb)


def _add_reason(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--reason", required=True, metavar="TEXT", help="why; kept in the ledger for ever")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _add_files(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--file",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="original files that are no longer where they were",
    )


def _say(options: argparse.Namespace, report: Any, sentences: str) -> None:
    print(json.dumps(report, ensure_ascii=False) if options.json else sentences)


def _run_list(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import count_sentences, refused_counts, refused_rows

    home = open_home(options.home)
    counts = refused_counts(home)
    rows = refused_rows(home) if options.json else []
    _say(options, {"counts": counts, "quarantine": rows}, count_sentences(counts))


def _run_explain(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import explanation_sentences, explanations

    explained = explanations(open_home(options.home), options.delivery, options.row)
    _say(options, {"rules": explained}, explanation_sentences(explained))


def _run_export(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import export_waiting

    rows = export_waiting(open_home(options.home), options.out)
    report = {"file": str(options.out), "rows": rows}
    _say(options, report, f"Wrote the coordinates of {rows:,} waiting rows to {options.out}.")


def _run_replay(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import replay_sentences, replay_summary
    from ingest.rulings import replay_rows

    report = replay_rows(open_home(options.home), _offered(options.files))
    _say(options, replay_summary(report), replay_sentences(report))


def _run_accept(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.reports import outcome_sentences, outcome_summary
    from ingest.rulings import accept_rows

    home, offered = open_home(options.home), _offered(options.file)
    outcome = accept_rows(home, options.delivery, options.rows, offered, reason=options.reason)
    _say(options, outcome_summary(outcome), outcome_sentences(outcome))


def _run_settle(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import ruling_summary
    from ingest.rulings import settle_rows

    ruling = settle_rows(open_home(options.home), options.delivery, options.rows, reason=options.reason)
    count = len(ruling.row_numbers)
    sentence = (
        f"{count:,} rows of delivery {options.delivery} wait no longer (ledger entry {ruling.entry_id})."
    )
    _say(options, ruling_summary(ruling), sentence)


def _run_withdraw(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.quarantine_reports import withdrawal_sentences, withdrawal_summary
    from ingest.withdrawal import withdraw_delivery

    home, offered = open_home(options.home), _offered(options.file)
    withdrawal = withdraw_delivery(home, options.delivery, offered, reason=options.reason)
    _say(options, withdrawal_summary(withdrawal), withdrawal_sentences(withdrawal))


def _offered(files: list[str]) -> list[Path]:
    from ingest.finding import find_deliveries

    return find_deliveries(files)
