"""Bytes → blocks of whole records. Knows quotation marks and line ends, not columns."""

from collections.abc import Iterator
from typing import IO

import numpy as np

from ingest.shapes import BLOCK_BYTES, Block
from store.errors import DeliveryRefused

LONGEST_RECORD_BYTES = 1024 * 1024
"""A record, or a run of blank lines, longer than this (and two blocks) is none: memory is not for it."""
BOM = b"\xef\xbb\xbf"
QUOTE, COMMA, NEWLINE, RETURN = b'",\n\r'


def read_blocks(file: str, stream: IO[bytes], *, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """Yield a delivery's records, the header's line first in the first block, without a byte-order mark.

    Raises DeliveryRefused for an empty file, a misplaced quotation mark or one that is never closed.
    """
    line = 1
    longest = max(2 * block_bytes, LONGEST_RECORD_BYTES)
    rest = stream.read(block_bytes).removeprefix(BOM)
    if not rest.strip():
        raise DeliveryRefused(f"{file} is empty. Export it again.")
    while rest:
        following = stream.read(block_bytes)
        while following and not following.strip(b"\r\n") and (more := stream.read(block_bytes)) != b"":
            following += more
            if len(following) > longest:
                raise DeliveryRefused(
                    f"{file}, line {line}: nothing but blank lines follow. Export it again."
                )
        if not following.strip(b"\r\n"):
            following = b""
        end = len(rest) if not following else _last_record_end(rest)
        if not end and len(rest) > longest:
            raise DeliveryRefused(
                f"{file}, line {line}: a record that does not end, or a quoted field that is never closed. "
                "Export it again with line ends, and with quotation marks doubled."
            )
        content = rest[:end] if following else rest.rstrip(b"\r\n") + b"\n"
        if end:
            is_quoted = QUOTE in content
            if is_quoted:
                _check_quotes(file, content, line, is_last=not following)
            yield Block(content, line, not following, is_quoted)
            line += content.count(b"\n")
        rest = rest[end:] + following


def _last_record_end(content: bytes) -> int:
    """Return where the last whole record ends: the last newline with an even number of marks before it.

    `content` begins with a record. 0 if no record ends in it.
    """
    if QUOTE not in content:
        return content.rfind(b"\n") + 1
    marks_before = content.count(b'"')
    end = len(content)
    while (newline := content.rfind(b"\n", 0, end)) >= 0:
        marks_before -= content.count(b'"', newline, end)
        if marks_before % 2 == 0:
            return newline + 1
        end = newline
    return 0


def _check_quotes(file: str, content: bytes, first_line: int, *, is_last: bool) -> None:
    """Raise DeliveryRefused unless every mark opens or closes a field, or is doubled in one (RFC 4180)."""
    signs = np.frombuffer(content, dtype=np.uint8)
    marks = np.flatnonzero(signs == QUOTE)
    openings, closings = marks[0::2], marks[1::2]
    before = np.where(openings > 0, signs[openings - 1], NEWLINE)
    wrong = openings[~np.isin(before, (COMMA, NEWLINE, QUOTE))]
    after = signs[np.minimum(closings + 1, len(signs) - 1)]
    wrong = np.concatenate([wrong, closings[~np.isin(after, (COMMA, NEWLINE, RETURN, QUOTE))]])
    if wrong.size:
        line = first_line + content.count(b"\n", 0, int(wrong.min()))
        raise DeliveryRefused(
            f"{file}, line {line}: a quotation mark stands inside a field. "
            "Export it again with fields quoted and the marks in them doubled."
        )
    if is_last and marks.size % 2:
        line = first_line + content.count(b"\n", 0, int(marks[-1]))
        raise DeliveryRefused(
            f"{file}, line {line}: a quoted field is never closed; the file seems cut off. Export it again."
        )
