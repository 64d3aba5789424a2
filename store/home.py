"""The home directory and its zones (05-operations 5.2)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: dbt project, seeds and layouts are read from here."""


@dataclass(frozen=True)
class Home:
    """Every path jukistat writes to. Zones differ in who may read them (04-privacy 4.1)."""

    root: Path

    @property
    def configuration_file(self) -> Path:
        return self.root / "jukistat.toml"

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
    def logs(self) -> Path:
        return self.root / "logs"


def home_at(root: Path | str) -> Home:
    """Return the home at `root`, for what reads only; the directory need not be there."""
    return Home(Path(root).expanduser().resolve())


def open_home(root: Path | str) -> Home:
    """Return the home at `root`, making the directory (0700) if it is not there.

    Raises ConfigurationError if it cannot be made or written.
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
    return home


@contextmanager
def writing(home: Home) -> Iterator[None]:
    """Turn a disk that fails, or is full, into a sentence: ConfigurationError."""
    try:
        yield
    except OSError as error:
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
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
