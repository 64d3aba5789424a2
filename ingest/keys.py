"""The master key: who may read it, how a wrong one is found out, what it derives (04-privacy 4.2)."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.key_sources import key_file, read_next_key, read_present_key
from ingest.keyring import Keyring, read_keyring, write_keyring
from store.configuration import read_configuration
from store.errors import ConfigurationError
from store.home import Home
from store.key_files import KEY_BYTES, KeyText, make_key_file, require_private_directory
from store.ledger import has_deliveries
from store.lock import writer_lock


@dataclass(frozen=True)
class MasterKey:
    """The master key, where it came from, and the keys before it that links still need. Never printed."""

    secret: bytes
    source: str
    generation: int = 1
    retired: tuple["MasterKey", ...] = ()
    """The newest first."""

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

    def cover(self, secret: bytes, check_value: str) -> bytes:
        """Return another key's secret so that only this key reads it; covering it again uncovers it."""
        pad = hmac.digest(self.secret, b"jukistat retired key\x1f" + check_value.encode(), "sha256")
        return bytes(one ^ other for one, other in zip(secret, pad, strict=True))


def create_key(home: Home) -> Path:
    """Write a new random master key (0600) and its check value, and return its path.

    Raises ConfigurationError if there is a key already, or was: a second one would cut the link table off.
    """
    configuration = read_configuration(home)
    path = key_file(home, configuration)
    if path.exists() or read_keyring(home):
        raise ConfigurationError(
            f"There is a key for {home.root} already. Keep it; `jukistat keys status` checks it."
        )
    if configuration.key_command:
        raise ConfigurationError(
            "The key comes from key_command in jukistat.toml, so there is none to make. "
            "`jukistat keys status` checks it."
        )
    _require_no_orphans(home)
    with writer_lock(home):
        home.key_zone.mkdir(mode=0o700, parents=True, exist_ok=True)
        register_key(home, parse_key(make_key_file(path)))
    return path


def register_key(home: Home, key: MasterKey) -> None:
    """Store the key-check value, if none is stored yet."""
    if read_keyring(home) is None:
        write_keyring(home, Keyring(key.check_value(), made_at=datetime.now().isoformat(timespec="seconds")))


def open_key(home: Home) -> MasterKey:
    """Return the master key with those retired before it.

    Raises ConfigurationError if it is missing, open to others or wrong.
    """
    configuration = read_configuration(home)
    if home.key_zone.exists():
        require_private_directory(home.key_zone)
    keyring = read_keyring(home)
    present = read_present_key(home, configuration)
    if keyring is None:
        _require_no_orphans(home)
        if present is None:
            raise ConfigurationError(
                f"There is no key at {key_file(home, configuration)}. Run `jukistat keys init` first."
            )
        return parse_key(present)
    if present is None:  # a new key could read none of the links there are
        raise ConfigurationError(
            f"The key is not at {key_file(home, configuration)} any more. Put it back from its backup: "
            "`jukistat restore --key FILE`."
        )
    key = parse_key(present)
    if not is_in_use(keyring, key):  # unless a rotation has just made way for the next one
        following = read_next_key(home, configuration)
        key = parse_key(following) if following else key
    if not is_in_use(keyring, key):
        raise _wrong_key(home, present.source)
    return _with_retired(key, keyring)


def require_key(home: Home, key: MasterKey) -> None:
    """Raise ConfigurationError if another key has come into use since `key` was opened."""
    keyring = read_keyring(home)
    if keyring is not None and not is_in_use(keyring, key):
        raise _wrong_key(home, key.source)


def is_in_use(keyring: Keyring, key: MasterKey) -> bool:
    """Whether this is the key that the link table was made with."""
    return hmac.compare_digest(keyring.check_value, key.check_value())


def parse_key(key_text: KeyText) -> MasterKey:
    """Return the key that a text writes in hex. Raises ConfigurationError if it is none."""
    try:
        secret = bytes.fromhex(key_text.text.strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ConfigurationError(
            f"The key from {key_text.source} is not {KEY_BYTES} bytes of hex text. Give the right key."
        )
    return MasterKey(secret, key_text.source)


def _with_retired(key: MasterKey, keyring: Keyring) -> MasterKey:
    retired = tuple(
        MasterKey(key.cover(bytes.fromhex(each.wrapped), each.check_value), "the key zone", each.generation)
        for each in keyring.retired
    )
    return replace(key, generation=keyring.generation, retired=retired)


def _wrong_key(home: Home, source: str) -> ConfigurationError:
    return ConfigurationError(
        f"The key from {source} is not the one {home.root} was loaded with. Give the right key."
    )


def _require_no_orphans(home: Home) -> None:
    """Raise ConfigurationError where facts outlive their link table: a new one would know nobody of them."""
    if has_deliveries(home):
        raise ConfigurationError(
            f"The key zone of {home.root} is gone, and with it every link to its facts. Put it back from its "
            "backup (`jukistat restore --key FILE`); if it was destroyed on purpose, go on in a new home."
        )
