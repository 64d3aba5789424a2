"""Deliveries without a header, whose columns are so many bytes wide: `.dat` files of older systems.

Columns that are dropped are never decoded. A record may end with a line end; then one of another length is
refused by itself, like a record with a wrong number of fields.
"""

from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import polars as pl

from ingest.encodings import decoded
from ingest.headers import candidates
from ingest.layouts import FIXED, Layout, LayoutColumn
from ingest.shapes import ROW_NUMBER, Header, Records
from store.errors import DeliveryRefused

LINE_ENDS = (b"\r\n", b"\n")
LONGEST_RECORD_BYTES = 1024 * 1024
"""A record longer than this (and a block) is none: memory is not for it."""


def recognise_length(
    file: str,
    beginning: bytes,
    layouts: Sequence[Layout],
    *,
    size: int | None,
    profile: str | None,
    kind: str | None,
) -> Header:
    """Return the layout whose records are as long as the first one of the file.

    Without line ends it is the layout whose records fill the file; `size` is in bytes, None = not known.
    Raises DeliveryRefused if there is none, or several.
    """
    possible = candidates(layouts, FIXED, profile=profile, kind=kind)
    newline = beginning.find(b"\n")
    if newline >= 0:
        length = len(beginning[:newline].rstrip(b"\r"))
        possible = [layout for layout in possible if layout.record_bytes == length]
    elif size is not None:
        possible = [layout for layout in possible if size % layout.record_bytes == 0] or possible
    if not possible:
        raise DeliveryRefused(
            f"{file}, line 1: no layout of fixed length has records like it. "
            "Describe them in a layout (layouts/*.toml of the home directory) or name another profile."
        )
    if len(possible) > 1:
        names = ", ".join(f"{layout.profile} {layout.kind}" for layout in possible)
        raise DeliveryRefused(f"{file} can be {names}. Say which with --profile and --kind.")
    return Header(possible[0], possible[0].columns)


def read_fixed_records(
    file: str, stream: IO[bytes], header: Header, *, block_bytes: int
) -> Iterator[Records]:
    """Yield the records, block by block, with one text column per column that is read.

    Raises DeliveryRefused for an empty file, bytes that are no text, and a last record that is cut off.
    """
    length = header.layout.record_bytes
    first_row = 1
    rest = stream.read(max(block_bytes, 2 * length))
    if not rest.strip():
        raise DeliveryRefused(f"{file} is empty. Export it again.")
    line_end = next((end for end in LINE_ENDS if rest[length : length + len(end)] == end), b"")
    while rest:
        following = stream.read(max(block_bytes, 2 * length))
        lines, rest = _whole_records(rest, length, line_end, is_last=not following)
        if len(rest) > max(block_bytes, LONGEST_RECORD_BYTES):
            raise DeliveryRefused(
                f"{file}, record {first_row + len(lines)}: a record that does not end. Export it again."
            )
        rest += following
        yield _records(file, lines, header, first_row=first_row, is_last=not rest)
        first_row += len(lines)


def _whole_records(
    content: bytes, length: int, line_end: bytes, *, is_last: bool
) -> tuple[list[bytes], bytes]:
    """Return the records of a block, line ends taken off, and what belongs to the next block."""
    if not line_end:
        end = len(content) if is_last else len(content) // length * length
        return [content[start : start + length] for start in range(0, end, length)], content[end:]
    *lines, rest = content.split(line_end)
    if is_last and rest.strip(b"\x1a\r\n"):  # 1A ends a file of older systems
        return [*lines, rest], b""
    return lines, b"" if is_last else rest


def _records(file: str, lines: list[bytes], header: Header, *, first_row: int, is_last: bool) -> Records:
    length = header.layout.record_bytes
    if is_last and lines and len(lines[-1]) != length:
        raise DeliveryRefused(
            f"{file}, record {first_row + len(lines) - 1}: the last record has {len(lines[-1])} bytes, "
            f"not {length}; the file seems cut off. Export it again."
        )
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    numbers = pl.Series(ROW_NUMBER, np.arange(first_row, first_row + len(lines)), dtype=pl.Int64)
    is_whole = sizes == length
    whole = b"".join(line for line, fits in zip(lines, is_whole, strict=True) if fits)
    matrix = np.frombuffer(whole, dtype=np.uint8).reshape(-1, length)
    rows = numbers.filter(pl.Series(is_whole)).to_frame()
    columns = [
        _texts(file, matrix, start, column, header.layout.encoding, first_row)
        for start, column in _places(header.columns)
        if column.read_as
    ]
    return Records(rows.with_columns(columns), numbers.filter(pl.Series(~is_whole)))


def _places(columns: Sequence[LayoutColumn]) -> Iterator[tuple[int, LayoutColumn]]:
    """Yield where each column begins."""
    start = 0
    for column in columns:
        yield start, column
        start += column.width


def _texts(
    file: str, matrix: np.ndarray, start: int, column: LayoutColumn, encoding: str, first_row: int
) -> pl.Series:
    """Return a column's texts. All records are decoded as one text, a line each."""
    cells = matrix[:, start : start + column.width]
    lines = np.full((matrix.shape[0], column.width + 1), ord("\n"), dtype=np.uint8)
    lines[:, :-1] = cells
    text = decoded(lines.tobytes(), encoding)
    values = text.split("\n")[:-1] if text is not None else []
    if len(values) != matrix.shape[0] or (text is not None and "\0" in text):
        raise DeliveryRefused(
            f"{file}, records from {first_row}, column {column.name}: bytes that are no {encoding} text. "
            "Check the widths of the layout, or export the file again."
        )
    return pl.Series(column.read_as, values, dtype=pl.String)
