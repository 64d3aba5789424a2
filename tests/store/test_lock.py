"""One writer at a time: the second is told who the first is, whose death frees the lock (05 5.2)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import ConfigurationError
from store.home import PROJECT_ROOT, open_home
from store.ledger import read_deliveries
from store.lock import writer_lock
from tests.command_line import JUKISTAT, jukistat
from tests.ingest.deliveries import change, resident, write
from tests.ingest.stores import new_store

HOLDER = (
    "import sys, time\n"
    "from store.home import open_home\n"
    "from store.lock import writer_lock\n"
    "with writer_lock(open_home(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


def hold(home: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock until its input ends, and wait until it has it."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    path = write(tmp_path / "residents.csv", [resident(1)])
    with hold(home) as holder:
        refused = jukistat(home, "load", path, exit_code=4)
        assert f"process {holder.pid} since 20" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        jukistat(home, "status")
    assert "1 loaded" in jukistat(home, "load", path).stdout


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    holder = hold(home.root)
    with pytest.raises(ConfigurationError, match="Another jukistat is writing"), writer_lock(home):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with writer_lock(home):
        assert str(holder.pid) not in (home.root / ".lock").read_text()


def test_a_released_lock_is_empty(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    with writer_lock(home):
        pass
    assert (home.root / ".lock").read_bytes() == b""


def test_loads_at_the_same_time_never_interleave(tmp_path: Path) -> None:
    """Each takes the deliveries whole or is refused whole; afterwards each delivery is there once."""
    home = new_store(tmp_path / "home").home.root
    write(tmp_path / "inbox" / "1_residents.csv", [resident(number) for number in range(1, 200)])
    write(tmp_path / "inbox" / "2_changes.csv", [change(number) for number in range(1, 200)])
    command = [str(JUKISTAT), "--home", str(home), "load", str(tmp_path / "inbox")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    loads = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    said = [load.communicate() for load in loads]
    codes = [load.returncode for load in loads]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    for code, (stdout, stderr) in zip(codes, said, strict=True):
        assert code == 0 or (stdout == "" and "Another jukistat is writing" in stderr)
    assert [entry.loaded for entry in read_deliveries(open_home(home))] == [199, 199]
    assert sum("loaded +" in stdout for stdout, _ in said) == 1
