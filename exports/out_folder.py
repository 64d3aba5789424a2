"""The folder of an export: written beside its place, checked, then moved in; a crash shows nothing half."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE

from exports.manifest import MANIFEST
from store.errors import UsageError
from store.home import sync_directory


@contextmanager
def draft_of(out: Path, *, month: str) -> Iterator[Path]:
    """Give a draft folder; when the block ends without an error, its files are in `out`.

    Raises UsageError if `out` holds another month, files of an export without manifest, or cannot be written.
    """
    place = out.expanduser().resolve()
    _require_writable(place)
    with _one_at_a_time(place.parent):
        old_files = _files_of_same_month(place, month)
        draft = place.parent / f".{place.name}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            yield draft
            _sync(draft)
            _move_in(draft, place, old_files)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _require_writable(place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{place.parent} cannot be made ({error.strerror}). Name another folder with --out."
        ) from None
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is a file. Name a folder with --out.")
    written = [folder for folder in (place.parent, place) if folder.exists()]
    if not all(os.access(folder, os.W_OK | os.X_OK) for folder in written):
        raise UsageError(
            f"{place} cannot be written by this user. Mend its permissions or name another with --out."
        )


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other export writes into `folder`; the kernel frees the lock when the process ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _files_of_same_month(place: Path, month: str) -> list[str]:
    """Return the files that the export lying in `place` lists. Raises UsageError if it is not of `month`."""
    manifest = place / MANIFEST
    if not manifest.exists():
        return []
    try:
        there = json.loads(manifest.read_text("utf-8"))
        found, files = there["month"], [entry["file"] for entry in there["files"]]
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            f"{manifest} is not the manifest of an export. Name another folder with --out."
        ) from None
    if found != month:
        raise UsageError(f"{place} holds the export of {found}. Name another folder for {month} with --out.")
    return files


def _sync(draft: Path) -> None:
    """Make every file durable before any of them becomes visible."""
    for path in sorted(draft.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _move_in(draft: Path, place: Path, old_files: list[str]) -> None:
    """Move the draft in whole where nothing lies; else file by file, manifest last, then drop old files."""
    if not place.exists() or not any(place.iterdir()):
        if place.exists():
            draft.chmod(S_IMODE(place.stat().st_mode))
        draft.replace(place)
    else:
        new_files = [str(path.relative_to(draft)) for path in sorted(draft.rglob("*")) if path.is_file()]
        new_files.sort(key=lambda file: file == MANIFEST)
        _require_no_strangers(place, known=set(new_files) | set(old_files))
        for file in new_files:
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (draft / file).replace(place / file)
        for file in sorted(set(old_files) - set(new_files)):
            (place / file).unlink(missing_ok=True)
    sync_directory(place.parent)


def _require_no_strangers(place: Path, *, known: set[str]) -> None:
    """Raise UsageError if there are files of an export that no manifest explains: likely of another month."""
    for folder in ("tidy", "official"):
        for path in sorted((place / folder).glob("*")):
            if str(path.relative_to(place)) not in known:
                raise UsageError(
                    f"{place} holds {folder}/{path.name} of another export. Name an empty folder with --out."
                )
