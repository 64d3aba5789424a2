"""What a kill at any step of a verb would leave: its home photographed before each change of a file's name.

A process that is killed leaves its files as they are at that moment. So one undisturbed run shows every state
that a kill can leave: the home is copied before each file is opened for writing, renamed, removed or made.
What a kill in the middle of writing leaves is shown too: before a draft gets its final name it is also copied
cut in half.
"""

import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tests.ingest.stores import tree_digest

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.link", "os.symlink"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Hook = Callable[[str, tuple], None]
_hooks: list[Hook] = []
sys.addaudithook(lambda event, arguments: _hooks[-1](event, arguments) if _hooks else None)


def photographs(
    home: Path, folder: Path, act: Callable[[], object], *, without: tuple[str, ...] = ()
) -> list[Path]:
    """Run `act`, which changes `home`, and return copies of it in every state that a kill could have left.

    Equal states are copied once. Top folders named in `without` are left out of the copies, where what is in
    them is no part of the promise. Copies lie in `folder`, named by number and step.
    """
    camera = _Camera(home, folder, without)
    _hooks.append(camera.watch)
    try:
        act()
    finally:
        _hooks.pop()
    return camera.copies


class _Camera:
    """Copies a home at each change; steps of other threads wait until a copy is made."""

    def __init__(self, home: Path, folder: Path, without: tuple[str, ...]) -> None:
        self.home = home
        self.folder = folder
        self.without = without
        self.copies: list[Path] = []
        self.seen: set[str] = set()
        self.shutter = threading.RLock()
        self.is_open = False

    def watch(self, event: str, arguments: tuple) -> None:
        """Copy the home if this event is about to change something in it."""
        if not self.changes(event, arguments):
            return
        with self.shutter:
            if self.is_open:  # a change that copying itself makes
                return
            self.is_open = True
            try:
                changed = Path(str(arguments[0]))
                self.copy(f"{event}-{changed.name}")
                if event == "os.rename" and "draft" in changed.name and changed.is_file():
                    self.copy(f"{event}-{changed.name}-torn", changed.relative_to(self.home))
            finally:
                self.is_open = False

    def changes(self, event: str, arguments: tuple) -> bool:
        if event == "open":
            path, _, flags = arguments
            return bool(flags & WRITES) and str(path).startswith(str(self.home))
        return event in CHANGES

    def copy(self, step: str, torn: Path | None = None) -> bool:
        """Copy the home, this file cut in half if one is given, and return whether the state is a new one."""
        place = self.folder / f"{len(self.copies):03d}-{step}"
        shutil.copytree(self.home, place, ignore=self._left_out, symlinks=True)
        if torn and (place / torn).exists():
            os.truncate(place / torn, (place / torn).stat().st_size // 2)
        digest = tree_digest(place)
        if digest in self.seen:
            shutil.rmtree(place)
            return False
        self.seen.add(digest)
        self.copies.append(place)
        return True

    def _left_out(self, parent: str, names: list[str]) -> set[str]:
        return {*self.without} & {*names} if Path(parent) == self.home else set()
