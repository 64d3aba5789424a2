"""The verbs of the key zone: `keys`, `purge` and `person`. Arguments only, each calls one function."""

import argparse
import json
import sys
from dataclasses import asdict
from getpass import getpass

from ingest.confinement import confine_process
from store.arguments import add_group, add_verb, day
from store.errors import UsageError
from store.home import open_home


def add_custody_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add the verbs that keep, re-key and cut links between numbers and facts."""
    _add_keys(verbs)
    _add_purge(verbs)
    _add_person(verbs)


def _add_keys(verbs: argparse._SubParsersAction) -> None:
    keys = add_group(verbs, "keys", summary="Make, check or rotate the master key that the tokens depend on.")
    init = add_verb(
        keys, "init", _run_init, summary="Make a new master key, once.", example="jukistat keys init"
    )
    init.add_argument("--json", action="store_true", help="print JSON")
    status = add_verb(
        keys,
        "status",
        _run_status,
        summary="Check the key, and count the links of each municipality.",
        example="jukistat keys status --json",
    )
    status.add_argument("--json", action="store_true", help="print JSON")
    rotate = add_verb(
        keys,
        "rotate",
        _run_rotate,
        summary="Re-key the link table from full residents deliveries; facts stay byte for byte.",
        example="jukistat keys rotate inbox/20260331_residents.csv",
    )
    rotate.add_argument(
        "files", nargs="*", metavar="FILE", help="full residents deliveries; links not in them are nested"
    )
    rotate.add_argument(
        "--nested", action="store_true", help="no delivery at hand: nest all links; keeps the old key alive"
    )
    rotate.add_argument(
        "--drop-missing",
        action="store_true",
        help="drop links in none of the files: persons who come back will be strangers",
    )
    rotate.add_argument("--profile", help="the profile, if it must not be recognised by the header")
    rotate.add_argument("--json", action="store_true", help="print JSON")


def _add_purge(verbs: argparse._SubParsersAction) -> None:
    purge = add_verb(
        verbs,
        "purge",
        _run_purge,
        summary="Erase raw files that were loaded, or cut off persons gone longer than the retention period.",
        example="jukistat purge --before 2021-04-01",
    )
    what = purge.add_mutually_exclusive_group(required=True)
    what.add_argument("--landing", action="store_true", help="erase loaded files under <home>/landing")
    what.add_argument(
        "--before", type=day, metavar="DATE", help="cut off persons whose last spell ended before this day"
    )
    purge.add_argument("--json", action="store_true", help="print JSON")


def _add_person(verbs: argparse._SubParsersAction) -> None:
    person = add_group(verbs, "person", summary="Answer a request about one register number, by two persons.")
    for action, summary in (
        ("list", "Ask for the coordinates of a person's rows; the number is read from standard input."),
        ("unlink", "Ask to cut a person's facts off; the number is read from standard input."),
    ):
        request = add_verb(
            person,
            action,
            _run_request,
            summary=summary,
            example=f"jukistat person {action} --municipality 022039 --by sato",
        )
        request.set_defaults(action=action)
        request.add_argument("--municipality", required=True, metavar="CODE", help="the 6-digit code")
        _add_by(request)
    confirm = add_verb(
        person,
        "confirm",
        _run_confirm,
        summary="Confirm another person's request: it is done, and its answer printed.",
        example="jukistat person confirm 1f00a2b3 --by suzuki",
    )
    confirm.add_argument("request", metavar="REQUEST", help="the id that was printed")
    _add_by(confirm)


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="NAME", help="who acts: a name or staff id, logged")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run_init(options: argparse.Namespace) -> None:
    from ingest.keys import create_key

    path = create_key(open_home(options.home))
    if options.json:
        print(json.dumps({"key_file": str(path)}))
    else:
        print(f"Made the master key {path} (mode 0600). Back it up: without it no delivery can be loaded.")


def _run_status(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import key_status, key_status_sentences

    status = key_status(open_home(options.home))
    print(json.dumps(status) if options.json else key_status_sentences(status))


def _run_rotate(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import rotation_sentences
    from ingest.dialects import require_profile
    from ingest.rotation import rotate_keys
    from ingest.shapes import Assignment
    from ingest.sources import find_deliveries

    if bool(options.files) == options.nested:
        raise UsageError("Name full residents deliveries, or say --nested if there are none, not both.")
    if options.nested and options.drop_missing:
        raise UsageError("--drop-missing needs full residents deliveries: without them all would be dropped.")
    home = open_home(options.home)
    require_profile(home, options.profile)
    assignments = [Assignment(path, options.profile) for path in find_deliveries(options.files)]
    rotation = rotate_keys(home, assignments, drops_missing=options.drop_missing)
    print(json.dumps(asdict(rotation)) if options.json else rotation_sentences(rotation))


def _run_purge(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import landing_sentence, retention_sentence
    from ingest.landing import purge_landing
    from ingest.retention import purge_departed

    home = open_home(options.home)
    if options.landing:
        landing = purge_landing(home)
        print(json.dumps(asdict(landing)) if options.json else landing_sentence(landing))
    else:
        purge = purge_departed(home, options.before, options.read_departed)
        print(json.dumps(asdict(purge)) if options.json else retention_sentence(purge))


def _run_request(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import request_sentence
    from ingest.requests import request_person

    request_id = request_person(
        open_home(options.home), options.action, options.municipality, _read_number(), by=options.by
    )
    print(json.dumps({"request_id": request_id}) if options.json else request_sentence(request_id))


def _run_confirm(options: argparse.Namespace) -> None:
    confine_process()
    from ingest.custody_reports import answer_sentences
    from ingest.requests import confirm_request

    answer = confirm_request(open_home(options.home), options.request, by=options.by)
    print(json.dumps(asdict(answer), ensure_ascii=False) if options.json else answer_sentences(answer))


def _read_number() -> str:
    """Return the number that is typed, unseen, or comes from standard input: arguments are seen by others."""
    if sys.stdin.isatty():
        return getpass("Register number (not shown): ")
    return sys.stdin.readline()
