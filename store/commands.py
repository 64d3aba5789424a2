"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from store.arguments import add_verb
from store.home import open_home
from store.status import read_status, status_sentences


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    status = add_verb(
        verbs,
        "status",
        _run_status,
        summary="Show the deliveries with their arithmetic, the months they cover and the published version.",
        example="jukistat status --json",
    )
    status.add_argument("--json", action="store_true", help="print JSON")
    _add_backup(verbs)
    _add_restore(verbs)


def _add_backup(verbs: argparse._SubParsersAction) -> None:
    backup = add_verb(
        verbs,
        "backup",
        _run_backup,
        summary="Write ledger, quarantine, configuration, published versions and logs into one archive.",
        example="jukistat backup --out /mnt/backup/jukistat-20260402.tar",
    )
    backup.add_argument("--out", type=Path, required=True, metavar="FILE", help="the archive to write (tar)")
    backup.add_argument(
        "--key", action="store_true", help="back up the key zone instead: keys and links, kept apart"
    )
    backup.add_argument("--json", action="store_true", help="print JSON")


def _add_restore(verbs: argparse._SubParsersAction) -> None:
    restore = add_verb(
        verbs,
        "restore",
        _run_restore,
        summary="Restore a store from its backup into an empty home, or its key zone, verifying every file.",
        example="jukistat --home /srv/jukistat restore /mnt/backup/jukistat-20260402.tar",
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="an archive that `backup` wrote")
    restore.add_argument(
        "--key", action="store_true", help="restore the key zone of a store that was restored before"
    )
    restore.add_argument("--json", action="store_true", help="print JSON")


def _run_status(options: argparse.Namespace) -> None:
    status = read_status(open_home(options.home))
    print(json.dumps(status, ensure_ascii=False) if options.json else status_sentences(status))


def _run_backup(options: argparse.Namespace) -> None:
    from store.backup import back_up, backup_sentence

    report = back_up(open_home(options.home), options.out, content="key" if options.key else "store")
    print(json.dumps(asdict(report), ensure_ascii=False) if options.json else backup_sentence(report))


def _run_restore(options: argparse.Namespace) -> None:
    from store.restore import restore_key_zone, restore_sentence, restore_store

    if options.key:
        report = restore_key_zone(open_home(options.home), options.file)
    else:
        report = restore_store(options.home, options.file)
    print(json.dumps(asdict(report), ensure_ascii=False) if options.json else restore_sentence(report))
