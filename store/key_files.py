"""A key in a file of its owner: made whole, not read if others may read or replace it (04-privacy 4.2)."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from store.errors import ConfigurationError
from store.home import replace_file

KEY_BYTES = 32
LONGEST_KEY_FILE = 1024


@dataclass(frozen=True, repr=False)
class KeyText:
    """What was read as a key, and from where. Never printed."""

    text: str
    source: str


def make_key_file(path: Path) -> KeyText:
    """Write a new random key in hex (0600), whole or not at all, and return it.

    Raises FileExistsError over another.
    """
    if path.exists():
        raise FileExistsError(path)
    text = secrets.token_hex(KEY_BYTES)
    replace_file(path, f"{text}\n".encode(), mode=0o600)
    return KeyText(text, str(path))


def read_key_file(path: Path) -> KeyText | None:
    """Return the key in a file, None if there is no file.

    Raises ConfigurationError if file or directory are open to others.
    """
    if not path.exists():
        return None
    require_private_directory(path.parent)
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise ConfigurationError(f"The key at {path} cannot be read ({error.strerror}).") from None
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid():
            raise ConfigurationError(
                f"The key at {path} is not a file of the user running this. Mend its owner."
            )
        mode = stat.S_IMODE(state.st_mode)
        if mode != 0o600:
            raise ConfigurationError(f"The key at {path} has mode {mode:o}, not 600. Run `chmod 600 {path}`.")
        return KeyText(os.read(descriptor, LONGEST_KEY_FILE).decode("utf-8", "replace"), str(path))
    finally:
        os.close(descriptor)


def require_private_directory(directory: Path) -> None:
    """Raise ConfigurationError unless a directory is its owner's alone: who may write it may swap the key."""
    state = directory.stat()
    if state.st_uid != os.geteuid():
        raise ConfigurationError(
            f"The directory {directory} is not of the user running this. Mend its owner."
        )
    mode = stat.S_IMODE(state.st_mode)
    if mode != 0o700:
        raise ConfigurationError(
            f"The directory {directory} has mode {mode:o}, not 700. Run `chmod 700 {directory}`."
        )
