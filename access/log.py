"""The access log: who looked at what, when, as whom, and what was decided; never what was to be seen.

One JSON line a record under `<home>/logs/access`, a file a month, one hash chain over all of them. What is
not on disk here is not shown: `record` raises, and its caller shows nothing (04-privacy 4.6).
"""

import fcntl
import mmap
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from access.chain import BEGINNING, Link, link_of, make_or_read_key, read_key, seal
from access.group_commit import GroupCommit
from store.errors import ConfigurationError
from store.home import Home, sync_directory

OPENED, SHOWN, HANDED_OUT, REFUSED = "opened", "shown", "handed out", "refused: "
"""Decisions: a page before and after it was drawn, a file, and what the code of a reason follows."""
FIRST_LINK = Link(0, BEGINNING)
SEALED_MODE = 0o400
"""The mode of a month's file once a later one has begun."""


class LogUnavailable(ConfigurationError):
    """What cannot be logged is not shown."""


@dataclass(frozen=True)
class Entry:
    """One view, query, download or refusal. No result value, ever."""

    subject: str
    role: str
    municipality_code: str
    page: str
    filters: Mapping[str, object]
    """The choices in force by name, as the link writes them."""
    rows: int = 0
    """Rows of the tables that were shown."""
    masked: int = 0
    """Cells that were shown as masked."""
    decision: str = SHOWN
    """One of those above."""
    statement: str = ""
    """The query as it was typed, if it was one."""
    file_digest: str = ""
    """SHA-256 of the file that was handed out, if it was one."""


def record(home: Home, entry: Entry) -> None:
    """Append one record, durably; processes take turns, threads that wait together write together.

    Raises LogUnavailable if it cannot be written, its end is damaged or its key gone: then show nothing.
    """
    _writer(home.root).submit(entry)


@lru_cache
def _writer(root: Path) -> GroupCommit[Entry]:
    return GroupCommit(partial(_record_all, Home(root)))


def _record_all(home: Home, entries: Sequence[Entry]) -> None:
    try:
        with _turn(home), _end_of_log(home) as (descriptor, last):
            secret = read_key(home) if last.number else make_or_read_key(home)
            _append(descriptor, b"".join(_sealed(secret, last, entries)))
    except ConfigurationError as error:
        raise LogUnavailable(str(error)) from None
    except OSError as error:
        raise LogUnavailable(
            f"The access log in {log_folder(home)} cannot be written ({error.strerror}), so nothing is "
            "shown. Make room or mend its permissions."
        ) from None


def _sealed(secret: bytes, before: Link, entries: Sequence[Entry]) -> Iterator[bytes]:
    """Yield the lines that follow a record, each hung on the one before it."""
    now = datetime.now().astimezone().isoformat(timespec="milliseconds")
    for entry in entries:
        line, before = seal(secret, before, {"at": now, **asdict(entry)})
        yield line


def log_folder(home: Home) -> Path:
    """Return where the access log lies."""
    return home.logs / "access"


def log_files(home: Home) -> list[Path]:
    """Return the files of the log, earliest month first."""
    return sorted(log_folder(home).glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))


def snapshot(home: Home) -> list[tuple[Path, int]]:
    """Return the files of the log and how long each is between two records; they may grow meanwhile."""
    if not log_folder(home).exists():
        return []
    with _turn(home):
        return [(path, path.stat().st_size) for path in log_files(home)]


def stored_lines(files: list[tuple[Path, int]]) -> Iterator[tuple[Path, int, bytes]]:
    """Yield file, line number and line of everything that a snapshot found."""
    for path, size in files:
        with path.open("rb") as stream:
            place = 0
            while size > 0 and (line := stream.readline(size)):
                size, place = size - len(line), place + 1
                yield path, place, line


@contextmanager
def _turn(home: Home) -> Iterator[None]:
    """Hold the log's lock; the kernel frees it when the process ends."""
    log_folder(home).mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(log_folder(home) / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _end_of_log(home: Home) -> Iterator[tuple[int, Link]]:
    """Yield the file that the next record belongs into, opened at its end, and the record it follows.

    A month begins a file and seals the one before; a clock set back does not go back a file.
    """
    files = log_files(home)
    path = log_folder(home) / f"{datetime.now():%Y-%m}.jsonl"
    before = next((link for file in reversed(files) if (link := _last_link(file))), FIRST_LINK)
    is_new = not files or path.name > files[-1].name
    path = path if is_new else files[-1]
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if is_new:
            sync_directory(path.parent)
            for file in files[-1:]:
                file.chmod(SEALED_MODE)
        os.lseek(descriptor, _whole_length(descriptor), os.SEEK_SET)
        yield descriptor, before
    finally:
        os.close(descriptor)


def _append(descriptor: int, lines: bytes) -> None:
    """Write lines at the place reached, over what a run that died there had begun; all of it or nothing."""
    start = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.ftruncate(descriptor, start)
    try:
        while lines:
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, start)
        raise


def _last_link(path: Path) -> Link | None:
    """Return the last whole record of a file, None if it has none.

    Raises ConfigurationError if its last line is no record: nothing can be hung on it.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        end = _whole_length(descriptor)
        if not end:
            return None
        with mmap.mmap(descriptor, end, access=mmap.ACCESS_READ) as content:
            line = content[content.rfind(b"\n", 0, end - 1) + 1 : end]
    finally:
        os.close(descriptor)
    link = link_of(line)
    if link is None:
        raise ConfigurationError(
            f"The last line of {path} is not a record of the access log, so nothing is shown. "
            "`jukistat log verify` tells what happened to the log."
        )
    return link


def _whole_length(descriptor: int) -> int:
    """Return how long a file is up to the end of its last whole line."""
    size = os.fstat(descriptor).st_size
    if not size:
        return 0
    with mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) as content:
        return content.rfind(b"\n") + 1
