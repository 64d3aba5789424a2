"""A stream of bytes as pieces of text that cut no number in two."""

import codecs
from collections.abc import Iterator
from typing import IO

BLOCK_BYTES = 2**23
FARTHEST = 2**12
"""How far back a cut is looked for; nothing that is sought is as long."""
ENDINGS = frozenset(range(ord(" "))) | frozenset(b"\"#$%&'()*+,/:;<=>?@[]^`{|}~")
"""Signs that stand in no number, no digest and no sign of several bytes."""
MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
ENCODINGS = ("utf-8", "cp932")


def text_pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the stream as UTF-8: of a text in UTF-16 or CP932 what it says, of other bytes what they are."""
    rest = b""
    for block in _utf8_blocks(stream):
        content = rest + block
        end = _last_end(content)
        yield content[:end]
        rest = content[end:]
    yield rest


def _utf8_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    head = stream.read(BLOCK_BYTES)
    encoding = _encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    block = head
    while block:
        yield decoder.decode(block).encode() if decoder else block
        block = stream.read(BLOCK_BYTES)


def _encoding_of(head: bytes) -> str | None:
    """Return the encoding to decode from, None if the bytes are best taken as they are."""
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    fitting = next((encoding for encoding in ENCODINGS if _is_text_in(head, encoding)), None)
    return None if fitting == ENCODINGS[0] else fitting


def _is_text_in(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _last_end(content: bytes) -> int:
    """Return where to cut: behind the last sign that ends a number, or at the end if none is near."""
    for place in range(len(content) - 1, max(len(content) - FARTHEST, -1), -1):
        if content[place] in ENDINGS:
            return place + 1
    return len(content)
