"""The real command line in a process group of its own, killed once its moment has come."""

import fcntl
import math
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from tests.command_line import JUKISTAT, outer_environment

PACE = 0.002
"""Seconds between two looks at a running command."""

Command = tuple[str, ...]


class Course(NamedTuple):
    """Seconds that a command has run, and of those the ones since its publication began (0: it has not)."""

    whole: float
    publication: float


ITS_END = Course(math.inf, math.inf)


def run_in_peace(home: Path, command: Command) -> Course:
    """Run a command to its end and return how long it took. Another exit code than 0 is a failure."""
    process = start(home, command)
    course = watch(process, home, ITS_END)
    require(process.wait() == 0, home, command)
    return course


def run_until(home: Path, command: Command, moment: Course, *, alone: bool) -> Course | None:
    """Kill a command once either time of `moment` has come, `alone` or with all that it has started.

    Return how far it was, None if it ended before.
    """
    process = start(home, command)
    course = watch(process, home, moment)
    if process.poll() is None:
        (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
    require(process.wait() in (0, -signal.SIGKILL), home, command)
    return course if process.returncode else None


def start(home: Path, command: Command) -> subprocess.Popen[bytes]:
    """Start a command; what it says goes into a file beside the home."""
    with spoken(home).open("wb") as stream:
        return subprocess.Popen(
            [str(JUKISTAT), "--home", str(home), *command],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=outer_environment(),
            start_new_session=True,
        )


def watch(process: subprocess.Popen[bytes], home: Path, moment: Course) -> Course:
    """Return the course of a process when it ends or its moment has come.

    A publication begins with the first change of a name in the folder of the versions.
    """
    began, names_changed = time.monotonic(), last_change(home / "published")
    publication_began = math.inf
    course = Course(0, 0)
    while process.poll() is None and course.whole < moment.whole and course.publication <= moment.publication:
        time.sleep(PACE)
        now = time.monotonic()
        if publication_began > now and last_change(home / "published") != names_changed:
            publication_began = now - PACE
        course = Course(now - began, max(now - publication_began, 0))
    return course


def last_change(folder: Path) -> int:
    return folder.stat().st_mtime_ns if folder.exists() else 0


def wait_for_orphans(home: Path) -> None:
    """Wait until nothing that a kill has left running holds the writer lock."""
    with (home / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)


def spoken(home: Path) -> Path:
    return home.with_name("spoken.txt")


def require(ended_well: bool, home: Path, command: Command) -> None:
    assert ended_well, f"{' '.join(command)} failed:\n{spoken(home).read_text('utf-8')}"
