"""Files that must not be read again: overwritten, then removed (04-privacy 4.2).

On disks that move what is written anew (flash, snapshots, copy-on-write) only an encrypted volume erases.
"""

import os
import shutil
from pathlib import Path

from store.home import sync_directory

ZEROS = bytes(1 << 20)
ERASED = ".erased"
"""How the name of a file ends while it is overwritten."""


def overwrite(descriptor: int) -> None:
    """Write zeros over all of an open file, durably."""
    left = os.fstat(descriptor).st_size
    os.lseek(descriptor, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(descriptor, ZEROS[: min(left, len(ZEROS))])
    os.fsync(descriptor)


def erase_file(path: Path) -> None:
    """Overwrite and remove a file. One that has another name too is the other name's: only this one goes.

    It gets a name that nobody reads first: half overwritten it must not be met.
    """
    if path.stat().st_nlink == 1:
        if not path.name.endswith(ERASED):
            path = path.replace(path.with_name(f".{path.name}{ERASED}"))
        path.chmod(0o600)
        descriptor = os.open(path, os.O_WRONLY)
        try:
            overwrite(descriptor)
        finally:
            os.close(descriptor)
    path.unlink()
    sync_directory(path.parent)


def erase_remains(folder: Path) -> None:
    """Erase what a run that was stopped had begun to erase."""
    for path in sorted(folder.rglob(f".*{ERASED}")):
        erase_file(path)


def erase_folder(folder: Path) -> None:
    """Erase every file of a folder, and the folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            erase_file(path)
    shutil.rmtree(folder)
    sync_directory(folder.parent)
