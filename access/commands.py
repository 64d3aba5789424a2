"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from store.arguments import add_group, add_verb
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `publish pack` and `publish unpack`."""
    actions = add_group(
        verbs, "publish", summary="Carry a published version from the register's network to the planners'."
    )
    _add_pack(actions)
    _add_unpack(actions)


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
