"""Where the text of a master key comes from: a file of its owner, or a command (04-privacy 4.2)."""

import os
import secrets
import signal
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from store.configuration import Configuration
from store.errors import ConfigurationError
from store.home import Home, replace_file

KEY_BYTES = 32
LONGEST_KEY_FILE = 1024
KEY_COMMAND_SECONDS = 30.0
TEST_VARIABLE = "JUKISTAT_MASTER_KEY"
"""The key in hex, for tests only: an environment is too easily read by others."""


@dataclass(frozen=True, repr=False)
class KeyText:
    """What was read as a key, and from where. Never printed."""

    text: str
    source: str


def key_file(home: Home, configuration: Configuration) -> Path:
    """Return where the master key lies, or would lie."""
    return (
        Path(configuration.key_file).expanduser() if configuration.key_file else home.key_zone / "master.key"
    )


def next_key_file(home: Home, configuration: Configuration) -> Path:
    """Return where a new key lies until it has taken the place of the old one."""
    path = key_file(home, configuration)
    return path.with_name(f"{path.name}.next")


def read_present_key(home: Home, configuration: Configuration) -> KeyText | None:
    """Return the key that is set up, None if its file is not there.

    Raises ConfigurationError if others may read or replace it, or its command fails.
    """
    if TEST_VARIABLE in os.environ:
        return KeyText(os.environ[TEST_VARIABLE], f"${TEST_VARIABLE}")
    if configuration.key_command:
        return KeyText(run_key_command(configuration.key_command), "the key command")
    return read_key_file(key_file(home, configuration))


def read_next_key(home: Home, configuration: Configuration) -> KeyText | None:
    """Return the key that is to follow, None if there is none. Raises ConfigurationError like the present."""
    if TEST_VARIABLE in os.environ:
        return None
    if not configuration.key_command:
        return read_key_file(next_key_file(home, configuration))
    if configuration.next_key_command:
        return KeyText(run_key_command(configuration.next_key_command), "the next key command")
    return None


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


def run_key_command(command: tuple[str, ...], *, seconds: float = KEY_COMMAND_SECONDS) -> str:
    """Return what a key command prints.

    Raises ConfigurationError, never with its output, if it fails or takes longer than `seconds`; then
    whatever it has started is ended with it.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ConfigurationError(
            f"The key command cannot be run ({error.strerror}). Check it in jukistat.toml."
        ) from None
    with process:
        try:
            printed, _ = process.communicate(timeout=seconds)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            raise ConfigurationError(
                f"The key command has not ended after {seconds:g} seconds. Run it by hand to see why."
            ) from None
    if process.returncode:
        raise ConfigurationError(
            f"The key command ended with {process.returncode}. Run it by hand to see why."
        )
    return printed.decode("utf-8", "replace")
