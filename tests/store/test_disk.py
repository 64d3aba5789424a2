"""A disk that is full, fails or may not be written: one sentence, exit code 4, and the store as it was."""

import ctypes
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from store.backup import back_up
from store.home import PROJECT_ROOT, Home, open_home
from tests.command_line import Finished
from tests.ingest.deliveries import change, write
from tests.store.small_stores import facts, small_store, tree

SMALL = 4096
DROP_BOUND_CAPABILITY, IGNORE_PERMISSIONS = 24, (1, 2)
"""prctl(2) and capabilities(7): with them a superuser writes where permissions forbid it."""


def full_disk() -> None:
    """Let every longer file fail, as a full disk does."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


def obeying_permissions() -> None:
    """Let permissions hold for whoever runs the tests, the superuser too."""
    for capability in IGNORE_PERMISSIONS:
        ctypes.CDLL(None).prctl(DROP_BOUND_CAPABILITY, capability, 0, 0, 0)


def run(home: Path, *arguments: str | Path, before: Callable[[], None]) -> Finished:
    """Run a verb in a process that `before` has changed."""
    command = [sys.executable, "-m", "jukistat", "--home", str(home), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=PROJECT_ROOT, preexec_fn=before, check=False
    )


def assert_said(finished: Finished, sentence: str) -> None:
    assert (finished.returncode, finished.stdout) == (4, ""), finished.stderr
    assert sentence in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small store and its backup."""
    folder = tmp_path_factory.mktemp("disk")
    back_up(small_store(folder).home, folder / "store.tar", content="store")
    return folder


@pytest.fixture
def home(folder: Path, tmp_path: Path) -> Home:
    return open_home(shutil.copytree(folder / "home", tmp_path / "home"))


def test_a_backup_on_a_full_disk_leaves_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    failed = run(folder / "home", "backup", "--out", tmp_path / "disk" / "store.tar", before=full_disk)
    assert_said(failed, f"{tmp_path / 'disk'} cannot be written (File too large)")
    assert list((tmp_path / "disk").iterdir()) == []


def test_a_restore_on_a_full_disk_leaves_no_home(folder: Path, tmp_path: Path) -> None:
    failed = run(tmp_path / "home", "restore", folder / "store.tar", before=full_disk)
    assert_said(failed, f"{tmp_path} cannot be written (File too large)")
    assert list(tmp_path.iterdir()) == []


def test_a_build_on_a_full_disk_serves_the_version_before(home: Home) -> None:
    before = facts(home.root)
    assert_said(run(home.root, "build", before=full_disk), "cannot be written (File too large)")
    assert facts(home.root) == before


def test_a_device_that_is_full_is_said(home: Home, tmp_path: Path) -> None:
    """The log lies on it: the delivery is in the ledger, and the next load says so."""
    shutil.rmtree(home.logs)
    home.logs.mkdir()
    (home.logs / "jukistat.jsonl").symlink_to("/dev/full")
    path = write(tmp_path / "next.csv", [change(1, 9)])
    assert_said(run(home.root, "load", path, before=lambda: None), "(No space left on device)")
    assert run(home.root, "load", path, before=lambda: None).stdout.endswith("already; nothing to do.\n")


@pytest.mark.parametrize("zone", [".", "ledger/deliveries", "key/links"])
def test_a_directory_that_may_not_be_written_is_said(home: Home, tmp_path: Path, zone: str) -> None:
    path = write(tmp_path / "next.csv", [change(77, 1, 異動事由コード="11")])
    before = tree(home.root / "ledger")
    (home.root / zone).chmod(0o500)
    refused = run(home.root, "load", path, before=obeying_permissions)
    assert_said(refused, "cannot be written")
    assert tree(home.root / "ledger") == before


def test_a_backup_into_a_directory_that_may_not_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused = run(folder / "home", "backup", "--out", tmp_path / "store.tar", before=obeying_permissions)
    tmp_path.chmod(0o700)
    assert_said(refused, f"{tmp_path} cannot be written (Permission denied)")
