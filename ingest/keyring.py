"""What the key zone knows of its keys: the one in use, the links that belong to it, those retired before it.

`key/key-check.json` is replaced by one rename, so that key and link table change together or not at all.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from store.home import Home, replace_file


@dataclass(frozen=True)
class RetiredKey:
    """A key that links of persons gone before its rotation still need."""

    generation: int
    check_value: str
    wrapped: str
    """The key in hex, to be opened with the key in use only."""


@dataclass(frozen=True)
class Keyring:
    """The state of the key zone; it holds no key that could be read without the one in use."""

    check_value: str
    """Tells a wrong key from the right one, and nothing about either."""
    generation: int = 1
    """Counts the keys: 1 is the first."""
    links: str = "links"
    """The folder of the link table that was made with the key in use."""
    made_at: str | None = None
    rotated_at: str | None = None
    retired: tuple[RetiredKey, ...] = ()
    """The newest first."""


def check_file(home: Home) -> Path:
    """Return where the key-check value lies."""
    return home.key_zone / "key-check.json"


def read_keyring(home: Home) -> Keyring | None:
    """Return the state of the key zone, None if no key was ever used or the zone was destroyed."""
    path = check_file(home)
    if not path.exists():
        return None
    keyring = Keyring(**json.loads(path.read_text("utf-8")))
    return replace(keyring, retired=tuple(RetiredKey(**each) for each in keyring.retired))  # type: ignore[arg-type]


def write_keyring(home: Home, keyring: Keyring) -> None:
    """Make `keyring` the state of the key zone by one atomic rename."""
    replace_file(check_file(home), json.dumps(asdict(keyring), indent=1).encode(), mode=0o600)
