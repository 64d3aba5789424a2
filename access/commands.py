"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from store.arguments import add_group, add_verb, day
from store.errors import CheckFailed
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    _add_access(verbs)
    _add_log(verbs)
    publish = add_group(
        verbs, "publish", summary="Carry a published version from the register's network to the planners'."
    )
    _add_pack(publish)
    _add_unpack(publish)


def _add_access(verbs: argparse._SubParsersAction) -> None:
    access = add_group(verbs, "access", summary="Check who may see what in the dashboard.")
    check = add_verb(
        access,
        "check",
        run_check,
        summary="List every grant with its state today; ends with 5 if a file of grants is malformed.",
        example="jukistat access check --json",
    )
    check.add_argument("--json", action="store_true", help="print JSON")


def _add_log(verbs: argparse._SubParsersAction) -> None:
    log = add_group(verbs, "log", summary="Verify, anchor or search the access log.")
    verify = add_verb(
        log,
        "verify",
        run_verify,
        summary="Say whether any record of the access log was changed, taken out, put in or moved; then 5.",
        example="jukistat log verify --anchor /mnt/safe/access-log-20260331.json",
    )
    verify.add_argument(
        "--anchor", type=Path, metavar="FILE", help="an anchor kept elsewhere: a tail cut off since is seen"
    )
    anchor = add_verb(
        log,
        "anchor",
        run_anchor,
        summary="Print number and code of the last record, to be kept where the log's writers cannot write.",
        example="jukistat log anchor --out /mnt/safe/access-log-20260331.json",
    )
    anchor.add_argument("--out", type=Path, metavar="FILE", help="write the anchor there too")
    search = add_verb(
        log,
        "search",
        run_search,
        summary="List the records of the access log that have all of what is named.",
        example="jukistat log search --day 2026-03-31 --decision refused",
    )
    search.add_argument("--subject", default="", metavar="NAME", help="who, as the identity provider says")
    search.add_argument("--day", type=day, metavar="DATE", help="when, YYYY-MM-DD")
    search.add_argument("--page", default="", metavar="PAGE", help="which page, such as movements")
    search.add_argument("--municipality", default="", metavar="CODE", help="whose figures, 6 digits")
    search.add_argument("--decision", default="", metavar="TEXT", help="how it begins: shown, refused")
    for verb in (verify, anchor, search):
        verb.add_argument("--json", action="store_true", help="print JSON")


def run_check(options: argparse.Namespace) -> None:
    """List the grants. Raises CheckFailed if a municipality's file grants nothing because it is malformed."""
    from access.grant_report import report_grants

    report = report_grants(open_home(options.home), date.today())
    summary = json.dumps(report.summary(), ensure_ascii=False, default=str)
    print(summary if options.json else report.sentences(), flush=True)
    if report.book.faults:
        raise CheckFailed(
            f"The grants of {', '.join(report.book.faults)} are malformed: nobody there gets in. Mend them."
        )


def run_verify(options: argparse.Namespace) -> None:
    """Verify, and say what was found on which line. Raises CheckFailed if anything was."""
    from access.log_verification import read_anchor, verification_sentences, verify_log

    anchor = read_anchor(options.anchor) if options.anchor else None
    verification = verify_log(open_home(options.home), anchor)
    print(
        json.dumps(asdict(verification)) if options.json else verification_sentences(verification), flush=True
    )
    if not verification.is_whole:
        raise CheckFailed(
            f"The access log is not what was written, at {verification.fault_count:,} places. Keep it as it "
            "is, compare it with its backups, and find out who could write it."
        )


def run_anchor(options: argparse.Namespace) -> None:
    """Print the anchor, and write it if asked to."""
    from access.log_verification import make_anchor, write_anchor

    anchor = make_anchor(open_home(options.home))
    if options.out:
        write_anchor(anchor, options.out)
    print(json.dumps(asdict(anchor)) if options.json else f"Record {anchor.number:,}: {anchor.code}")


def run_search(options: argparse.Namespace) -> None:
    """Print the records found, one a line."""
    from access.log_search import Question, record_sentence, search_log

    question = Question(options.subject, options.day, options.page, options.municipality, options.decision)
    found = list(search_log(open_home(options.home), question))
    if options.json:
        print(json.dumps({"records": found}, ensure_ascii=False))
        return
    print("\n".join([*map(record_sentence, found), f"{len(found):,} records."]))


def _add_pack(actions: argparse._SubParsersAction) -> None:
    pack = add_verb(
        actions,
        "pack",
        _run_pack,
        summary="Write a signed bundle of the gated marts of the served version.",
        example="jukistat publish pack --out /mnt/usb/jukistat-2026-03.bundle",
    )
    pack.add_argument("--out", type=Path, required=True, metavar="FILE", help="the bundle to write")
    pack.add_argument("--version", metavar="NAME", help="another version than the served one")
    pack.add_argument("--json", action="store_true", help="print JSON")


def _add_unpack(actions: argparse._SubParsersAction) -> None:
    unpack = add_verb(
        actions,
        "unpack",
        _run_unpack,
        summary="Verify a bundle and serve its version; the home needs no ledger and no key.",
        example="jukistat --home /srv/planners publish unpack jukistat-2026-03.bundle --key publish.pub",
    )
    unpack.add_argument("file", type=Path, metavar="FILE", help="a bundle that `publish pack` wrote")
    unpack.add_argument(
        "--key", type=Path, metavar="FILE", help="the register side's public key, the first time"
    )
    unpack.add_argument("--back", action="store_true", help="serve it though it is older than what is served")
    unpack.add_argument("--json", action="store_true", help="print JSON")


def _run_pack(options: argparse.Namespace) -> None:
    from access.bundles import pack, pack_sentence

    report = pack(open_home(options.home), options.out, options.version)
    print(json.dumps(asdict(report), ensure_ascii=False) if options.json else pack_sentence(report))


def _run_unpack(options: argparse.Namespace) -> None:
    from access.bundles import unpack, unpack_sentence

    report = unpack(open_home(options.home), options.file, key_file=options.key, may_go_back=options.back)
    print(json.dumps(asdict(report), ensure_ascii=False) if options.json else unpack_sentence(report))
