"""One random register against the oracle, told in full: `python -m tests.compare_seed hostile 11`.

Builds in a temporary home that stays for a closer look, and prints every mart that differs.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bases_against_oracle import wrong_bases
from tests.chronicle_telling import in_one_load, tell_oracle, tell_platform, without_closings
from tests.command_line import jukistat, open_store
from tests.marts_against_oracle import broken_identities, wrong_rows
from tests.oracle.tables import Oracle
from tests.random_registers import Chronicle, hostile_chronicle, steady_chronicle

KINDS: dict[str, Callable[[int], Chronicle]] = {
    "once": in_one_load,
    "late": lambda seed: without_closings(hostile_chronicle(seed)),
    "hostile": hostile_chronicle,
    "contested": lambda seed: hostile_chronicle(seed, contested=1),
    "late-base": lambda seed: hostile_chronicle(seed, is_base_late=True),
    "steady": steady_chronicle,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS, help="late: hostile without closings")
    parser.add_argument("seed", type=int)
    chosen = parser.parse_args()
    chronicle = KINDS[chosen.kind](chosen.seed)
    folder = Path(tempfile.mkdtemp(prefix="seed-"))
    print(f"{len(chronicle)} entries of the ledger; everything is in {folder}")
    home = open_store(folder / "home")
    tell_platform(chronicle, folder / "files", home)
    jukistat(home, "build")
    oracle = Oracle(tell_oracle(chronicle, folder / "files"))
    say("register marts", wrong_rows(home, oracle))
    say("stock and flow", {"cells": rows} if (rows := broken_identities(home, oracle)[:12]) else {})
    say("knowledge and bases", wrong_bases(home, oracle))


def say(title: str, wrong: dict[str, list[str]]) -> None:
    print(f"{title}: {'differ' if wrong else 'equal'}")
    for mart, rows in wrong.items():
        print(mart, *rows, sep="\n    ")


if __name__ == "__main__":
    main()
