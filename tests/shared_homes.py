"""What is dear to make is made once for all workers of a test run, under a lock, and lies on disk."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store
from tests.random_registers import random_store, write_files


def shared_folder(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the run's one folder of this name. For the first worker that asks, `make` fills it; others wait.

    No test may change what lies in it; one that must copies it first.
    """
    shared = temporary.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def random_register(temporary: pytest.TempPathFactory) -> Path:
    """Return a folder with a random hostile register: its `deliveries`, and its `home`, loaded and built."""

    def make(folder: Path) -> None:
        paths = write_files(random_store(5), folder / "deliveries")
        home = open_store(folder / "home")
        jukistat(home, "load", *paths)
        jukistat(home, "build")

    return shared_folder(temporary, "random_register", make)
