"""The master key: where it comes from, who may read it, and how a wrong one is found out (04-privacy 4.2)."""

import hmac
import json
import os
import secrets
import shlex
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from store.configuration import Configuration, read_configuration
from store.errors import ConfigurationError
from store.home import Home, replace_file
from store.ledger import last_delivery_id
from store.lock import writer_lock

KEY_BYTES = 32
LONGEST_KEY_FILE = 1024
TEST_VARIABLE = "JUKISTAT_MASTER_KEY"
"""The key in hex, for tests only: an environment is too easily read by others."""


@dataclass(frozen=True)
class MasterKey:
    """The master key and where it came from. Never printed."""

    secret: bytes
    source: str

    def __repr__(self) -> str:
        return f"MasterKey(from {self.source})"

    def check_value(self) -> str:
        """Return the value by which a wrong key is recognised; it tells nothing about the key."""
        return hmac.digest(self.secret, b"jukistat key check", "sha256")[:8].hex()

    def for_municipality(self, municipality_code: str) -> str:
        """Return the key of one municipality, derived from the master key, as hex text."""
        return hmac.digest(
            self.secret, b"jukistat municipality\x1f" + municipality_code.encode(), "sha256"
        ).hex()


def key_file(home: Home, configuration: Configuration) -> Path:
    """Return where the master key lies, or would lie."""
    return (
        Path(configuration.key_file).expanduser() if configuration.key_file else home.key_zone / "master.key"
    )


def check_file(home: Home) -> Path:
    """Return where the key-check value lies."""
    return home.key_zone / "key-check.json"


def create_key(home: Home) -> Path:
    """Write a new random master key (0600) and its check value, and return its path.

    Raises ConfigurationError if there is a key already: a second one would cut the link table off.
    """
    path = key_file(home, read_configuration(home))
    if path.exists() or check_file(home).exists():
        raise ConfigurationError(
            f"There is a key for {home.root} already. Keep it; `jukistat keys status` checks it."
        )
    if last_delivery_id(home):
        raise _missing_key(home, path)
    with writer_lock(home):
        key = MasterKey(secrets.token_bytes(KEY_BYTES), str(path))
        replace_file(path, f"{key.secret.hex()}\n".encode(), mode=0o600)
        register_key(home, key)
    return path


def register_key(home: Home, key: MasterKey) -> None:
    """Store the key-check value, if none is stored yet."""
    if not check_file(home).exists():
        replace_file(check_file(home), json.dumps({"check_value": key.check_value()}).encode())


def open_key(home: Home) -> MasterKey:
    """Return the master key. Raises ConfigurationError if it is missing, readable by others or wrong."""
    key = _find_key(home)
    if check_file(home).exists():
        known = json.loads(check_file(home).read_text("utf-8"))["check_value"]
        if not hmac.compare_digest(known, key.check_value()):
            raise ConfigurationError(
                f"The key from {key.source} is not the one {home.root} was loaded with. Give the right key."
            )
    return key


def _find_key(home: Home) -> MasterKey:
    configuration = read_configuration(home)
    if TEST_VARIABLE in os.environ:
        return _parse_key(os.environ[TEST_VARIABLE], f"${TEST_VARIABLE}")
    if configuration.key_command:
        return _parse_key(_run_key_command(configuration.key_command), "the key command")
    path = key_file(home, configuration)
    if not path.exists():
        raise _missing_key(home, path)
    return _parse_key(_read_key_file(path), str(path))


def _missing_key(home: Home, path: Path) -> ConfigurationError:
    if check_file(home).exists() or last_delivery_id(home):  # a new key could read none of the links
        return ConfigurationError(
            f"The key is not at {path} any more. Put it back from its backup: `jukistat restore --key FILE`."
        )
    return ConfigurationError(f"There is no key at {path}. Run `jukistat keys init` first.")


def _parse_key(text: str, source: str) -> MasterKey:
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ConfigurationError(
            f"The key from {source} is not {KEY_BYTES} bytes of hex text. Give the right key."
        )
    return MasterKey(secret, source)


def _read_key_file(path: Path) -> str:
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
        return os.read(descriptor, LONGEST_KEY_FILE).decode("utf-8", "replace")
    finally:
        os.close(descriptor)


def _run_key_command(command: str) -> str:
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=60, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ConfigurationError(
            f"The key command cannot be run ({type(error).__name__}). Check key_command."
        ) from None
    if done.returncode:
        raise ConfigurationError(f"The key command ended with {done.returncode}. Run it by hand to see why.")
    return done.stdout
