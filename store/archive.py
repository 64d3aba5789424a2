"""One archive of files: a plain tar (they are compressed already), with the SHA-256 of each in a manifest.

The manifest is the last member, so that an archive that was cut off has none.
"""

import hashlib
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from store.errors import DeliveryRefused, UsageError
from store.home import sync_directory

MANIFEST = "manifest.json"
ARCHIVE_FORMAT = 1


class _HashingReader(io.RawIOBase):
    """A stream that hashes what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.digest.update(block)
        return block


def write_archive(
    path: Path,
    root: Path,
    files: Iterable[Path],
    facts: dict[str, Any],
    *,
    seal: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> dict[str, Any]:
    """Write `files`, named from `root` on, and a manifest with these facts; return the manifest.

    `seal` returns the manifest as it is written, digests included: with a signature, say. The archive (0600)
    appears whole, by one rename. Raises UsageError if there is a file of this name.
    """
    if path.exists():
        raise UsageError(f"{path} exists already. Name another file; none is written over.")
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
                digests = {
                    str(file.relative_to(root)): _add(archive, file, root) for file in _progress(files)
                }
                manifest = seal({"archive_format": ARCHIVE_FORMAT, **facts, "files": digests})
                _add_text(archive, json.dumps(manifest, ensure_ascii=False, indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path.parent)
    return manifest


def _progress(members: Iterable[Any]) -> Iterable[Any]:
    """Return the members, with a bar on a terminal that shows how many are done."""
    return tqdm(members, unit=" files", delay=2, leave=False, disable=None)


def _add(archive: tarfile.TarFile, file: Path, root: Path) -> str:
    """Add a file and return its digest. A log that grows meanwhile is taken as long as it was."""
    with file.open("rb") as stream:
        state = os.fstat(stream.fileno())
        member = tarfile.TarInfo(str(file.relative_to(root)))
        member.size, member.mtime = state.st_size, int(state.st_mtime)
        member.mode = stat.S_IMODE(state.st_mode)
        reader = _HashingReader(stream)
        archive.addfile(member, reader)
        return reader.digest.hexdigest()


def _add_text(archive: tarfile.TarFile, text: str) -> None:
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(text.encode()), 0o600
    archive.addfile(member, io.BytesIO(text.encode()))


def extract_archive(path: Path, folder: Path, *, zones: Iterable[str]) -> dict[str, Any]:
    """Extract an archive whose members lie in these zones into `folder` and return its manifest.

    Raises UsageError if there is no such file to read; DeliveryRefused if it is no archive of ours, is
    damaged or cut off, or has a member that lies elsewhere. What was extracted is the caller's to remove.
    """
    if not (path.is_file() and os.access(path, os.R_OK)):
        raise UsageError(f"There is no file {path} that this user can read. Name another.")
    try:
        with tarfile.open(path, "r:") as archive:
            contents = dict(_extract_members(archive, folder, (*zones, MANIFEST)))
        manifest = json.loads((folder / MANIFEST).read_bytes())
        del contents[MANIFEST]
        is_whole = manifest["archive_format"] == ARCHIVE_FORMAT and manifest["files"] == contents
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError):
        is_whole = False
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        is_whole = False
    if not is_whole:
        raise DeliveryRefused(
            f"{path.name} is not an archive of this kind, is damaged or cut off; nothing was taken from it. "
            "Copy it again or take another."
        )
    (folder / MANIFEST).unlink()
    return manifest


def _extract_members(
    archive: tarfile.TarFile, folder: Path, zones: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Extract regular files within the zones and yield name and digest. Raises ValueError for others."""
    for member in _progress(archive):
        parts = member.name.split("/")
        if parts[0] not in zones or {"", ".", ".."}.intersection(parts):
            raise ValueError("a member lies outside")
        content = archive.extractfile(member) if member.isreg() and not member.issparse() else None
        if content is None:
            raise ValueError("a member is no plain file")
        yield member.name, _write(folder.joinpath(*parts), content, member.mode & 0o777)


def _write(path: Path, content: IO[bytes], mode: int) -> str:
    """Write a member, durably, and return its digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    reader = _HashingReader(content)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode | 0o600), "wb") as stream:
        while block := reader.read(1 << 20):
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    return reader.digest.hexdigest()
