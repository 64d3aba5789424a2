"""Bytes → blocks of whole records. Knows quotation marks and line ends, not columns."""

from collections.abc import Iterator
from typing import IO

from ingest.marks import Marks, read_marks
from ingest.shapes import BLOCK_BYTES, Block
from store.errors import DeliveryRefused

LONGEST_RECORD_BYTES = 1024 * 1024
"""A record, or a run of blank lines, longer than this (and two blocks) is none: memory is not for it."""
BOM = b"\xef\xbb\xbf"


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
        is_last = not following
        if is_last:
            rest = rest.rstrip(b"\r\n") + b"\n"
        marks = read_marks(rest, is_last=is_last)
        end = marks.record_end
        if not end and len(rest) > longest:
            raise DeliveryRefused(
                f"{file}, line {line}: a record that does not end, or a quoted field that is never closed. "
                "Export it again with line ends, and with quotation marks doubled."
            )
        if end:
            _require_sound(file, rest, line, marks)
            yield Block(rest[:end], line, is_last, marks.separators)
            line += marks.newlines
        rest = rest[end:] + following


def _require_sound(file: str, content: bytes, first_line: int, marks: Marks) -> None:
    """Raise DeliveryRefused unless every mark opens or closes a field, or is doubled in one (RFC 4180)."""
    if marks.misplaced is not None:
        line = first_line + content.count(b"\n", 0, marks.misplaced)
        raise DeliveryRefused(
            f"{file}, line {line}: a quotation mark stands inside a field. "
            "Export it again with fields quoted and the marks in them doubled."
        )
    if marks.is_open:
        line = first_line + content.count(b"\n", 0, content.rfind(b'"'))
        raise DeliveryRefused(
            f"{file}, line {line}: a quoted field is never closed; the file seems cut off. Export it again."
        )
