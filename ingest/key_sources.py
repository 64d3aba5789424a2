"""Where the text of a master key comes from: a file of its owner, or a command (04-privacy 4.2)."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from store.configuration import Configuration
from store.errors import ConfigurationError
from store.home import Home
from store.key_files import KeyText, read_key_file

KEY_COMMAND_SECONDS = 30.0
TEST_VARIABLE = "JUKISTAT_MASTER_KEY"
"""The key in hex, for tests only: an environment is too easily read by others."""


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
