"""A store whose commands are killed at random moments, again and again, ends as one that had peace.

    python -m tests.kills --kills 200 --seed 1

A random register is loaded delivery by delivery, with builds between: once in peace, and once by commands
that get SIGKILL at a random moment of the time they took in peace, before each may end by itself. After
every kill the store must hold whole deliveries and serve a whole version; in the end its marts must have the
rows of the store that had peace, and nothing half-done may be left. The seed draws the register and the
moments; what a process does at a moment is the machine's affair, so the run says where its kills struck.
"""

import argparse
import contextlib
import csv
import io
import json
import math
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from jukistat import main as run_verb
from store.home import open_home
from store.published import open_version
from store.status import COUNTS
from tests.command_line import keep_parsed, open_store
from tests.ingest.stores import Store
from tests.ingest.test_crashes import assert_only_whole_deliveries, leftovers
from tests.killed_commands import Command, Course, run_in_peace, run_until, wait_for_orphans
from tests.published_marts import differing_marts, mart_columns, query
from tests.random_registers import steady_chronicle
from tests.random_registers.chronicle import Delivery
from tests.test_moved_and_interrupted_stores import is_whole

BUILDS = 2
"""Builds while deliveries come; a third one ends the run."""
OF_BUILDS = 0.2
"""Share of all kills: a build takes many times as long as a load."""
OF_PUBLICATION = 0.5
"""Share of the kills of a build: its publication is a small part of its time."""
ALONE = 0.2
"""Share of all kills: those that leave the children of the command running."""
TIMES = ("loaded_at", "last_loaded_at")
"""Columns that say when something was loaded here."""


def main() -> None:
    """Run both stores and say where the kills struck; AssertionError for a store that is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    struck: Counter[str] = Counter()
    try:
        kill_and_compare(folder, arguments.kills, arguments.seed, struck)
    except BaseException:
        print(f"{told(arguments.seed, struck)}; both stores are left in {folder}", file=sys.stderr)
        raise
    shutil.rmtree(folder)
    print(f"{told(arguments.seed, struck)}; all marts as in peace")


def told(seed: int, struck: Counter[str]) -> str:
    """Return where the kills struck, in words."""
    phases = ", ".join(f"{count} {phase}" for phase, count in sorted(struck.items()))
    return f"seed {seed}, {struck.total()} kills: {phases}"


def kill_and_compare(folder: Path, kills: int, seed: int, struck: Counter[str]) -> None:
    """Take one store in peace and one through kills, and count in `struck` which phase each of them met."""
    random = Random(seed)
    commands = commands_of(seed, folder)
    peaceful = open_store(folder / "peaceful" / "home")
    courses = [run_in_peace(peaceful, command) for command in commands]
    keep_parsed(peaceful)
    home = open_store(folder / "killed" / "home")
    owed: Counter[str] = Counter()
    for command, course, share in zip(commands, courses, shares(commands, kills), strict=True):
        owed[command[0]] += share
        struck_here = run_killed(home, command, course, owed[command[0]], random)
        owed[command[0]] -= struck_here.total()
        struck.update(struck_here)
        run_in_peace(home, command)
        assert_as_promised(home)
    assert_equal(home, peaceful)


def commands_of(seed: int, folder: Path) -> list[Command]:
    """Return loads of a register's deliveries with builds between; then one of nothing new, and a build."""
    deliveries = [entry for entry in steady_chronicle(seed, persons=60) if isinstance(entry, Delivery)]
    paths = [path for delivery in deliveries for path in write_halves(delivery, folder)]
    commands: list[Command] = []
    for number, path in enumerate(paths, start=1):
        commands.append(("load", str(path)))
        if number * BUILDS % len(paths) < BUILDS:
            commands.append(("build",))
    return [*commands, ("load", str(paths[-1])), ("build",)]


def write_halves(delivery: Delivery, folder: Path) -> list[Path]:
    """Write a delivery as two files, so that more loads can be killed at work, and return their paths.

    Torn records go first: a file that ends in one is refused as cut off.
    """
    text = io.StringIO(delivery.content.decode("utf-8-sig"), newline="")
    header, *records = csv.reader(text)
    records.sort(key=lambda record: len(record) == len(header))
    paths = [folder / f"{part}_{delivery.name}" for part in (1, 2)]
    for part, path in enumerate(paths):
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *records[part::2]])
    return paths


def shares(commands: list[Command], kills: int) -> list[int]:
    """Return how many kills each command is to take: a fifth of them builds, the rest loads."""
    verbs = [verb for verb, *_ in commands]
    totals = {"build": round(kills * OF_BUILDS), "load": kills - round(kills * OF_BUILDS)}
    parts = {verb: iter(spread(total, verbs.count(verb))) for verb, total in totals.items()}
    return [next(parts[verb]) for verb in verbs]


def spread(total: int, places: int) -> list[int]:
    """Return whole numbers as equal as can be that add up to `total`."""
    return [total * (place + 1) // places - total * place // places for place in range(places)]


def run_killed(home: Path, command: Command, course: Course, kills: int, random: Random) -> Counter[str]:
    """Kill a command up to this often and return where; a load that has done its work is killed no more."""
    struck: Counter[str] = Counter()
    delivered = deliveries_of(home)
    while struck.total() < kills and deliveries_of(home) == delivered:
        moment, alone = drawn_moment(random, course), random.random() < ALONE
        reached = run_until(home, command, moment, alone=alone)
        if reached:
            struck[phase_of(command, reached, alone=alone)] += 1
        assert_as_promised(home)
        wait_for_orphans(home)
    return struck


def phase_of(command: Command, reached: Course, *, alone: bool) -> str:
    """Return the words for what a kill has stopped."""
    if reached.publication:
        return "publications"
    if command[0] == "load":
        return "loads"
    return "builds before publication but not their dbt" if alone else "builds before publication"


def drawn_moment(random: Random, course: Course) -> Course:
    """Return a moment of a course; of one that ends in a publication, as often as not a moment of that."""
    if course.publication and random.random() < OF_PUBLICATION:
        return Course(math.inf, random.uniform(0, course.publication))
    return Course(random.uniform(0, course.whole), math.inf)


def deliveries_of(home: Path) -> list[dict]:
    """Return the deliveries that `status --json` tells of."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert run_verb(["--home", str(home), "status", "--json"]) == 0
    return json.loads(said.getvalue())["deliveries"]


def assert_as_promised(home: Path) -> None:
    """Check that every visible delivery is whole, and the version that the pointer names, if there is one."""
    for delivery in deliveries_of(home):
        assert delivery["received"] == sum(delivery[outcome] for outcome in COUNTS[1:]), delivery["file"]
    assert_only_whole_deliveries(Store(open_home(home)))
    if (home / "published" / "CURRENT").exists():
        assert is_whole(open_version(open_home(home)))
        assert query(home, "select count(*) from covered_months") != [(0,)]


def assert_equal(home: Path, peaceful: Path) -> None:
    """Check that all marts have the same rows but for times, and that nothing lies about."""
    assert mart_columns(home) == mart_columns(peaceful)
    assert differing_marts(home, peaceful, but=TIMES) == {}
    assert [path for path in home.rglob("*") if ".draft" in path.name] == []
    assert leftovers(Store(open_home(home))) == []
    assert zones(home) == zones(peaceful)


def zones(home: Path) -> set[Path]:
    """Return the names of a home and of its zones, but for the versions: a kill may leave one unserved."""
    paths = {path.relative_to(home) for path in (*home.glob("*"), *home.glob("*/*"))}
    return {path for path in paths if not path.match("published/v[0-9]*")}


if __name__ == "__main__":
    main()
