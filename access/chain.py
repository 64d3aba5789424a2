"""The hash chain of the access log: each line carries a code over itself and the code of the line before.

So a line that is changed, taken out, put in or moved breaks the chain where it stands; only a tail that is
cut off leaves a whole chain, which is why anchors are kept elsewhere (04-privacy 4.6).
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store.errors import ConfigurationError
from store.home import Home
from store.key_files import KEY_BYTES, make_key_file, read_key_file

BEGINNING = b"0" * 64
"""What stands for the code before the first record."""
HEAD = b'{"number":'
TAIL = b',"code":"%s"}\n'
TAIL_LENGTH = len(TAIL % BEGINNING)
KEY_NAME = "access-log.key"


@dataclass(frozen=True)
class Link:
    """What the next record hangs on: number and code of a record; number 0: there is none yet."""

    number: int
    code: bytes


def seal(secret: bytes, before: Link, content: Mapping[str, Any]) -> tuple[bytes, Link]:
    """Return the line, with its line feed, that follows `before`, and what the next one hangs on."""
    number = before.number + 1
    record = json.dumps(
        {"number": number, **content}, ensure_ascii=False, separators=(",", ":"), default=list
    )
    body = record[:-1].encode("utf-8", "backslashreplace")
    code = code_of(secret, before.code, body)
    return body + TAIL % code, Link(number, code)


def code_of(secret: bytes, code_before: bytes, body: bytes) -> bytes:
    """Return the code of a line without its tail, in hex."""
    return hmac.digest(secret, code_before + body, "sha256").hex().encode()


def link_of(line: bytes) -> Link | None:
    """Return number and code as a line states them, None if it has not the form of a record."""
    number = line[len(HEAD) : line.find(b",")]
    head, tail = line[: len(HEAD)], line[-TAIL_LENGTH:]
    code = tail[-67:-3]
    return Link(int(number), code) if head == HEAD and number.isdigit() and tail == TAIL % code else None


def make_or_read_key(home: Home) -> bytes:
    """Return the key of the access log; the first use makes it (0600, in the key zone).

    Raises ConfigurationError like `read_key`. The caller holds the log's lock.
    """
    path = home.key_zone / KEY_NAME
    if not path.exists():
        make_key_file(path)
    return read_key(home)


def read_key(home: Home) -> bytes:
    """Return the key of the access log.

    Raises ConfigurationError if it is not there, others may read or replace it, or it is no key.
    """
    path = home.key_zone / KEY_NAME
    text = read_key_file(path)
    if text is None:
        raise ConfigurationError(
            f"The key of the access log is not at {path} any more. Put it back from the backup of the key "
            "zone."
        )
    try:
        secret = bytes.fromhex(text.text.strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ConfigurationError(
            f"{path} is not a key of {KEY_BYTES} bytes in hex. Put it back from a backup."
        )
    return secret
