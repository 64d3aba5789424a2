"""Whole stores through the command line: moved, written by an earlier program, killed at work.

Whatever happened to a store, its numbers are those of one that had peace.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from jukistat import main
from store.home import open_home
from store.months import closed_through, read_month_entries
from store.published import PublishedVersion, current_version_name, open_version
from store.status import read_status
from tests.cases_on_disk import deliveries_of, expected_months
from tests.command_line import JUKISTAT, jukistat, open_store, outer_environment, start_with_parsed
from tests.interruptions import photographs
from tests.shared_homes import shared_folder
from tests.store.small_stores import tree
from tests.store.test_migrations import old_store
from tests.test_golden_cases import assert_ledger, assert_quarantine, wrong_files
from warehouse.build import build
from warehouse.closing import close_month
from warehouse.frozen import FROZEN_MARTS

BASES, QUARANTINE = "04-late-reports-and-bases", "08-quarantine-and-duplicates"
MONTH = "2024-02"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of golden case 04, loaded and built; a copy, for a backup locks it."""
    made = shared_folder(tmp_path_factory, "peace", publish_bases)
    return shutil.copytree(made / "home", tmp_path_factory.mktemp("peace") / "home")


def publish_bases(folder: Path) -> None:
    home = open_store(folder / "home")
    jukistat(home, "load", *deliveries_of(BASES), "--through", "2024-03-31")
    jukistat(home, "build")


def run(home: Path, *arguments: str | Path) -> None:
    """Run a verb in this process, which knows polars already."""
    assert main(["--home", str(home), *map(str, arguments)]) == 0


def export(home: Path, out: Path, month: str = MONTH) -> Path:
    run(home, "export", "--month", month, "--out", out, "--audience", "internal")
    return out


def is_whole(version: PublishedVersion) -> bool:
    """Whether every mart of a version is as its manifest says."""
    digests = {mart: described["sha256"] for mart, described in version.manifest["marts"].items()}
    return digests == {
        mart: hashlib.sha256(version.parquet_file(mart).read_bytes()).hexdigest() for mart in digests
    }


def test_a_moved_store_says_exports_and_builds_the_same_bytes(home: Path, tmp_path: Path) -> None:
    """At the new place a build, killed at any moment, leaves a whole version served."""
    moved = tmp_path / "elsewhere" / "register"
    moved.parent.mkdir()
    for kind in ([], ["--key"]):
        run(home, "backup", *kind, "--out", tmp_path / f"backup{len(kind)}.tar")
    run(moved, "restore", tmp_path / "backup0.tar")
    run(moved, "restore", "--key", tmp_path / "backup1.tar")
    assert read_status(open_home(moved)) == read_status(open_home(home))
    before = tree(export(home, tmp_path / "before"))
    assert tree(export(moved, tmp_path / "moved")) == before
    refused = jukistat(moved, "lineage", "population_monthly", f"stat_month={MONTH}", exit_code=2).stderr
    assert "Run `jukistat build` first." in refused

    start_with_parsed(moved)
    copies = photographs(moved, tmp_path / "copies", lambda: build(open_home(moved)), without=("warehouse",))
    served = [current_version_name(open_home(copy)) for copy in copies]
    assert served == sorted(served, key=str)
    assert set(served) == {"v0001", "v0002"}
    assert all(is_whole(open_version(open_home(copy))) for copy in copies)
    first, second = (open_version(open_home(moved), name).manifest["marts"] for name in ("v0001", "v0002"))
    assert [mart for mart in first if first[mart] != second[mart]] == []
    assert tree(export(moved, tmp_path / "built")) == before


def test_closing_a_month_killed_anywhere_is_finished_by_the_next(home: Path, tmp_path: Path) -> None:

    closing = date(2024, 1, 1)
    run(home, "backup", "--out", tmp_path / "store.tar")
    place = tmp_path / "home"
    run(place, "restore", tmp_path / "store.tar")
    copies = photographs(place, tmp_path / "copies", lambda: close_month(open_home(place), closing, []))
    (expected,) = read_month_entries(open_home(place))
    assert set(expected.digests["022039"]["2024-01"]) == {*FROZEN_MARTS}
    for copy in copies:
        killed = open_home(copy)
        if not read_month_entries(killed):
            close_month(killed, closing, [])
        (entry,) = read_month_entries(killed)
        assert (entry.entry_id, entry.digests) == (expected.entry_id, expected.digests), copy.name
        assert closed_through(read_month_entries(killed)) == {"022039": "2024-01"}


def start_build(home: Path) -> tuple[subprocess.Popen[str], int]:
    """Start a build and return it with the process of dbt, once that is under way."""
    command = [str(JUKISTAT), "--home", str(home), "build"]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=outer_environment()
    )
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    while not (children.read_text().split() and (home / "warehouse" / "logs").exists()):
        assert started.poll() is None, started.communicate()
        time.sleep(0.02)
    return started, int(children.read_text().split()[0])


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_store_of_an_earlier_program_interrupted_and_killed_builds_what_a_fresh_one_does(
    tmp_path: Path,
) -> None:
    """The fresh one is the golden case. Ctrl-C takes dbt along; dbt of a killed build keeps others out."""
    home = old_store(tmp_path / "home").home.root
    start_with_parsed(home)
    started, dbt = start_build(home)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate()
    assert started.returncode == 130
    assert said.startswith("jukistat: stopped; nothing half-done was left. Nothing is published yet.")
    assert len(said.splitlines()) == 1
    assert not is_running(dbt)

    started, dbt = start_build(home)
    started.kill()
    started.communicate()
    refused = jukistat(home, "build", exit_code=4).stderr
    assert f"Another jukistat is writing to {home} (process {started.pid} since" in refused
    os.kill(dbt, signal.SIGKILL)
    while is_running(dbt):
        time.sleep(0.02)

    jukistat(home, "build")
    assert json.loads((home / "store.json").read_text()) == {"format": 2}
    assert_ledger(QUARANTINE, home)
    assert_quarantine(QUARANTINE, home)
    wrong = [
        each
        for month in expected_months(QUARANTINE)
        for each in wrong_files(QUARANTINE, month, export(home, tmp_path / month, month))
    ]
    assert wrong == []
    assert [month["state"] for month in read_status(open_home(home))["months"]] == ["provisional"] * 3
