"""The home directory and its zones (05-operations 5.2)."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: dbt project, seeds and layouts are read from here."""

STORE_FORMAT = 2
"""The format of a home as this program writes it; `store.migrations` tells how each came about."""

GRANTS_NAME = "grants.csv"
"""What a municipality grants to whom, in its folder of `municipalities`; no number depends on it."""

DISK_ERRORS = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.EBUSY, errno.EXDEV),
)
"""Errors that are the machine's state: a disk that is full, fails, or may not be written. Others are bugs."""


@dataclass(frozen=True)
class Home:
    """Every path jukistat writes to. Zones differ in who may read them (04-privacy 4.1)."""

    root: Path

    @property
    def configuration_file(self) -> Path:
        return self.root / "jukistat.toml"

    @property
    def format_file(self) -> Path:
        return self.root / "store.json"

    @property
    def municipalities(self) -> Path:
        """What a municipality defines itself, `<code>/*.csv`, over the built-in seeds."""
        return self.root / "municipalities"

    @property
    def landing(self) -> Path:
        """Raw deliveries, if they are copied here; nothing else of the home holds one."""
        return self.root / "landing"

    @property
    def layouts(self) -> Path:
        """The layouts of a municipality's own vendor, `*.toml`, beside the built-in ones."""
        return self.root / "layouts"

    @property
    def key_zone(self) -> Path:
        return self.root / "key"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def queries(self) -> Path:
        """Saved queries, `<code>/*.sql`."""
        return self.root / "queries"

    @property
    def exports(self) -> Path:
        """The months' official sets, `<YYYY-MM>/`, which the dashboard serves."""
        return self.root / "exports"

    @property
    def logs(self) -> Path:
        return self.root / "logs"


def home_at(root: Path | str) -> Home:
    """Return the home at `root`, for what reads only; the directory need not be there."""
    return Home(Path(root).expanduser().resolve())


def open_home(root: Path | str) -> Home:
    """Return the home at `root`, making the directory (0700) if it is not there.

    Raises ConfigurationError if it cannot be made or written, or if a newer program has written it.
    """
    home = home_at(root)
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The home directory {home.root} cannot be made ({error.strerror}). Name another with --home."
        ) from None
    if not os.access(home.root, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f"The home directory {home.root} cannot be written by this user. "
            "Mend its permissions or name another with --home."
        )
    if (read_format(home) or 0) > STORE_FORMAT:
        raise ConfigurationError(
            f"{home.root} was written by a newer jukistat (format {read_format(home)}; this one knows "
            f"{STORE_FORMAT}). Use that one."
        )
    return home


def read_format(home: Home) -> int | None:
    """Return the store's format, None for a home that holds nothing yet.

    A ledger without a format file is of format 1. Raises ConfigurationError for a file that says none.
    """
    if not home.format_file.exists():
        return 1 if home.ledger.exists() else None
    try:
        return int(json.loads(home.format_file.read_bytes())["format"])
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(
            f"{home.format_file} does not say the format of the store. Put it back from a backup."
        ) from None


def write_format(home: Home, store_format: int) -> None:
    """Say the store's format, durably."""
    replace_file(home.format_file, json.dumps({"format": store_format}).encode())


@contextmanager
def writing(home: Home) -> Iterator[None]:
    """Turn a disk that fails, is full or may not be written into a sentence: ConfigurationError."""
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        raise ConfigurationError(
            f"{home.root} cannot be written ({error.strerror}). Nothing half-done was left; make room, "
            "then run the same command again."
        ) from None


def replace_file(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write `content` to `path` so that a reader, or a crash, sees the old file or the new one whole.

    `mode` is what the file may grant at most; the process's mask takes away from it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make a rename in `directory` durable."""
    _sync(directory)


def sync_tree(folder: Path) -> None:
    """Make every file under `folder`, and every name in it, durable."""
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
