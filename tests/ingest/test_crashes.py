"""A killed load leaves whole deliveries or nothing of them, and the next load finishes the job.

What can never happen (01-feed 1.4, 05-operations 5.2): a delivery of which only a part is counted, or one
whose persons got other surrogates in one file than in the next. Then months would be wrong and nobody knew.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.home import PROJECT_ROOT, open_home
from store.key_zone import linked_through
from store.ledger import row_files
from tests.ingest.deliveries import OTHER_CITY, change, resident, write
from tests.ingest.killed_run import operations_of, run_killed
from tests.ingest.stores import Store, counts, new_store
from tests.interruptions import photographs

KILLS = 3
TOKENS = ("person_token", "household_token")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base, and changes with refused rows, of two municipalities of which one has no base."""
    folder = tmp_path_factory.mktemp("inbox")
    numbers = range(1, 101)
    write(folder / "1_residents.csv", [resident(n, 世帯番号=str(n // 3)) for n in numbers])
    changes = [change(n, history, 世帯番号=str(n // 2)) for history in (2, 3) for n in numbers]
    changes += [change(n, 市区町村コード=OTHER_CITY) for n in range(1, 10)]
    changes += [change(n, 4, 性別="9") for n in range(1, 10)]
    write(folder / "2_changes.csv", changes)
    write(folder / "3_changes.csv", [change(n, 3) for n in numbers] + [change(500, 1)])
    return folder


def what_is_known(store: Store) -> list[object]:
    """Return all that a store says, each surrogate written as the place of its first occurrence."""
    places: dict[int | None, int] = {}
    said: list[object] = [(entry.file, counts(entry), entry.warnings) for entry in store.deliveries()]
    for kind in ("residents", "changes"):
        for row in store.rows(kind).rows(named=True):
            told = {name: places.setdefault(row[name], len(places)) for name in TOKENS}
            said.append(row | told)
    return [*said, *store.waiting()]


def assert_only_whole_deliveries(store: Store) -> None:
    for entry in store.deliveries():
        assert entry.is_closed()
        rows = store.rows(entry.kind)
        assert rows.filter(rows["delivery_id"] == entry.delivery_id).height == entry.loaded


def leftovers(store: Store) -> list[Path]:
    """Return files of the ledger and the quarantine that no visible delivery accounts for, and drafts."""
    deliveries = store.deliveries()
    known = {path for kind in ("changes", "residents") for path in row_files(store.home, kind, deliveries)}
    names = {f"{entry.delivery_id:06d}.parquet" for entry in deliveries}
    known |= {path for path in store.home.quarantine.rglob("*") if path.name in names}
    known |= {store.home.ledger / "deliveries" / f"{entry.delivery_id:06d}.json" for entry in deliveries}
    zones = (store.home.ledger, store.home.quarantine, store.home.key_zone)
    files = {path for zone in zones for path in zone.rglob("*") if path.is_file()}
    return sorted(path for path in files - known if ".draft" in path.name or "key" not in path.parts)


def test_a_load_killed_anywhere_is_finished_by_the_next(inbox: Path, tmp_path: Path) -> None:
    fresh = new_store(tmp_path / "fresh").home.root
    undisturbed = Store(open_home(shutil.copytree(fresh, tmp_path / "undisturbed")))
    operations = operations_of(run_killed(undisturbed.home.root, 0, "load", inbox))
    expected = what_is_known(undisturbed)
    for kill in range(KILLS):
        last = 1 + kill * (operations - 1) // (KILLS - 1)
        store = Store(open_home(shutil.copytree(fresh, tmp_path / f"killed_at_{last}")))
        assert run_killed(store.home.root, last, "load", inbox).returncode == -signal.SIGKILL
        assert_only_whole_deliveries(store)
        store.load(*inbox.iterdir())
        assert what_is_known(store) == expected
        assert leftovers(store) == []


def test_every_state_that_a_kill_can_leave_is_finished_by_the_next_load(inbox: Path, tmp_path: Path) -> None:
    """Whole deliveries only, then the same as a store that was never disturbed, and nothing left over."""
    store = new_store(tmp_path / "home")
    files = (inbox / "1_residents.csv", inbox / "2_changes.csv")
    copies = photographs(store.home.root, tmp_path, lambda: store.load(*files))
    expected = what_is_known(store)
    assert len(copies) > KILLS
    for copy in copies:
        killed = Store(open_home(copy))
        assert_only_whole_deliveries(killed)
        killed.load(*files)
        assert what_is_known(killed) == expected, copy.name
        assert leftovers(killed) == [], copy.name
        assert linked_through(killed.home) == len(killed.deliveries()), copy.name


def test_an_operator_s_interruption_is_a_sentence_and_leaves_nothing_half(
    inbox: Path, tmp_path: Path
) -> None:
    for last in (25, 45):
        store = new_store(tmp_path / f"stopped_at_{last}")
        stopped = run_killed(store.home.root, last, "load", inbox, sent=signal.SIGINT)
        assert stopped.returncode == 130
        assert stopped.stderr.startswith("jukistat: stopped; nothing half-done was left.")
        assert len(stopped.stderr.splitlines()) == 1
        assert f"{len(store.deliveries())} deliveries were loaded before that, and stay." in stopped.stderr
        assert_only_whole_deliveries(store)
        assert leftovers(store) == []


def test_a_full_disk_is_a_sentence_and_changes_nothing(based: Store, tmp_path: Path) -> None:
    """The limit on the size of files stands for a disk that is full: writing fails in the same way."""
    path = write(tmp_path / "changes.csv", [change(n, h) for n in range(1, 11) for h in range(2, 500)])
    before = based.digest()
    script = (
        "import resource, signal, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from jukistat import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, "--home", str(based.home.root), "load", str(path)]
    failed = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_ROOT, check=False)
    assert (failed.returncode, failed.stdout) == (4, "")
    assert "cannot be written" in failed.stderr
    assert len(failed.stderr.splitlines()) == 1
    assert based.digest() == before
    assert based.load(path)[0].loaded == 10 * 498
