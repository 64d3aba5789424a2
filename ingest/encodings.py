"""Bytes in a delivery's encoding → UTF-8, or a sentence that says where they are none."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from ingest.layouts import Layout
from ingest.shapes import Block
from store.errors import DeliveryRefused

NAMES = {"utf-8": "UTF-8", "cp932": "CP932 (Shift_JIS)"}
NOT_CP932 = tuple(sign.encode() for sign in "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")
"""What Python makes of bytes that CP932 does not use (80, A0, FD to FF), as UTF-8."""
BEGINNINGS_OF_NOT_CP932 = (b"\xc2", b"\xef\xa3")
"""How they begin, as little else in a Japanese text does: two searches instead of six."""


def decoded(line: bytes, encoding: str) -> str | None:
    """Return a line as text, None if its bytes are not of this encoding."""
    utf8 = _recoded(line, encoding)
    return None if utf8 is None else utf8.decode("utf-8")


def as_utf8(file: str, block: Block, encoding: str) -> Block:
    """Return a block in UTF-8; characters a vendor defined itself (F040 to F9FC) become private-use ones.

    Raises DeliveryRefused, naming the place, if its bytes are not of this encoding.
    """
    content = _recoded(block.content, encoding)
    if content is None:
        raise refusal_of_bytes(file, block, encoding)
    nul = block.content.find(b"\0")
    if nul >= 0:
        raise DeliveryRefused(
            f"{file}, {place_of(block, nul)}: a NUL byte, which no text has; the file is damaged. "
            "Copy or export it again."
        )
    return replace(block, content=content)


def _recoded(content: bytes, encoding: str) -> bytes | None:
    try:
        if encoding == "utf-8":
            _require_utf8(content)
            return content
        utf8 = content.decode(encoding).encode("utf-8")
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None
    is_suspect = any(beginning in utf8 for beginning in BEGINNINGS_OF_NOT_CP932)
    return None if is_suspect and any(sign in utf8 for sign in NOT_CP932) else utf8


def _require_utf8(content: bytes) -> None:
    """Raise ArrowInvalid unless bytes are UTF-8. They are looked at in place; no text is made."""
    extent = np.array([0, len(content)], np.int64)
    pa.LargeStringArray.from_buffers(1, pa.py_buffer(extent), pa.py_buffer(content)).validate(full=True)


def refusal_of_header(file: str, line: bytes, layouts: Sequence[Layout]) -> DeliveryRefused:
    """Return why a header line in none of these layouts' encodings is refused."""
    return refusal_of_bytes(file, Block(line, 1, is_last=False), layouts[0].encoding)


def refusal_of_bytes(file: str, block: Block, encoding: str) -> DeliveryRefused:
    """Return why a block whose bytes are not of this encoding is refused."""
    place = place_of(block, _first_wrong(block.content, encoding))
    advice = f"Export it again as {NAMES[encoding]}."
    other = next(each for each in NAMES if each != encoding)
    if _looks_like(block.content[:65536], other):
        advice = f"It looks like {NAMES[other]}: export it again as {NAMES[encoding]}, or name its profile."
    return DeliveryRefused(f"{file}, {place}: bytes that are not {NAMES[encoding]}. {advice}")


def _first_wrong(content: bytes, encoding: str) -> int:
    """Return where the first byte is that is not of this encoding; the end if that cannot be told."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    places = [place for sign in NOT_CP932 if (place := text.find(sign.decode())) >= 0]
    return len(text[: min(places, default=len(text))].encode(encoding))


def place_of(block: Block, position: int) -> str:
    """Return line and field of a byte; separators within quotation marks are none."""
    line = block.first_line + block.content.count(b"\n", 0, position)
    before = block.content[block.content.rfind(b"\n", 0, position) + 1 : position]
    field = 1 + sum(part.count(b",") for part in before.split(b'"')[::2])
    return f"line {line}, field {field}"


def _looks_like(content: bytes, encoding: str) -> bool:
    """Whether the beginning of a delivery reads in this encoding; its last, perhaps cut, line is left out."""
    text = decoded(content[: content.rfind(b"\n") + 1] or content, encoding)
    return text is not None and not text.isascii()
