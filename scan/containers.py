"""What is inside files that hold more than text: columns, metadata, members, pages."""

import gzip
import io
import logging
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

import pyarrow as pa
import pyarrow.parquet as pq
from pypdf import PdfReader
from pypdf.generic import StreamObject

from scan.columns import candidates_in_column
from scan.digits import Candidates, candidates_in_msgpack, candidates_in_text
from scan.texts import text_pieces

BATCH_ROWS = 2**17
FOOTER_TAIL = 8
"""Bytes at the end of a Parquet file: the length of its footer, and its mark."""
DEEPEST = 4
"""Archives in archives that are opened."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote what they stumble over


@dataclass(frozen=True)
class Piece:
    """What was found in a part of a file, where, and how many values of tables the part has."""

    place: str
    found: Candidates
    values: int = 0


def pieces_of(stream: IO[bytes], *, within: str = "", depth: int = 0) -> Iterator[Piece]:
    """Yield everything in a file that can be read in some way, by what it holds and not by its name.

    Raises whatever its reader raises if the file is damaged, ValueError if it is packed too deep.
    """
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    for (place, mark), read in READERS.items():
        if head.startswith(mark, place):
            if depth > DEEPEST:
                raise ValueError("archives lie in archives deeper than any that is opened")
            yield from read(stream, within, depth)
            return
    yield from _text(stream, within)


def column_pieces(batches: Iterator[pa.RecordBatch], *, within: str) -> Iterator[Piece]:
    """Yield the columns of a stream of batches."""
    for batch in batches:
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            yield Piece(f"{within}column {name}", candidates_in_column(values), len(values))


def text_piece(place: str, text: str) -> Piece:
    """Return what a text holds."""
    return Piece(place, candidates_in_text(text.encode("utf-8", "replace")))


def _text(stream: IO[bytes], within: str) -> Iterator[Piece]:
    for content in text_pieces(stream):
        yield Piece(f"{within}text", candidates_in_text(content))


def msgpack_pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """Yield the integers of a file in MessagePack; its texts are read as any text."""
    yield Piece("integers", candidates_in_msgpack(stream.read()))


def _parquet(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    stream.seek(-FOOTER_TAIL, io.SEEK_END)
    length = int.from_bytes(stream.read(4), "little") + FOOTER_TAIL
    stream.seek(-min(length, stream.tell() + 4), io.SEEK_END)
    yield Piece(f"{within}metadata", candidates_in_text(stream.read()))
    stream.seek(0)
    with pq.ParquetFile(stream) as file:
        yield from column_pieces(file.iter_batches(BATCH_ROWS), within=within)


def _arrow(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    with pa.ipc.open_file(stream) as file:
        yield Piece(f"{within}metadata", candidates_in_text(repr(file.schema.metadata).encode()))
        batches = (file.get_batch(number) for number in range(file.num_record_batches))
        yield from column_pieces(batches, within=within)


def _gzip(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    with gzip.open(stream) as content:
        unpacked = cast(IO[bytes], content)
        yield from pieces_of(unpacked, within=f"{within}unpacked, ", depth=depth + 1)


def _zip(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    """Yield names, comments and contents of members; a workbook (XLSX) is such an archive."""
    with zipfile.ZipFile(stream) as archive:
        yield Piece(f"{within}comment", candidates_in_text(archive.comment))
        for number, member in enumerate(archive.infolist(), start=1):
            place = f"{within}member {number}, "
            yield text_piece(f"{place}name", member.filename)
            yield Piece(f"{place}comment", candidates_in_text(member.comment))
            with archive.open(member) as content:
                yield from pieces_of(content, within=place, depth=depth + 1)


def _tar(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    with tarfile.open(fileobj=stream) as archive:
        for number, member in enumerate(archive, start=1):
            place = f"{within}member {number}, "
            yield text_piece(f"{place}name", f"{member.name}\n{member.linkname}")
            if content := archive.extractfile(member):
                yield from pieces_of(content, within=place, depth=depth + 1)


def _packed_database(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    """Refuse: DuckDB opens files only, and an unpacked copy would be one more place for a number."""
    raise ValueError("a database in an archive cannot be looked into")


def _pdf(stream: IO[bytes], within: str, depth: int) -> Iterator[Piece]:
    """Yield the text of every page, what is said of the document, and every stream unpacked."""
    document = PdfReader(stream)
    yield text_piece(f"{within}metadata", repr(dict(document.metadata or {})))
    for number, page in enumerate(document.pages, start=1):
        yield text_piece(f"{within}page {number}", page.extract_text())
    for reference in document.xref[0]:
        item = document.get_object(reference)
        if isinstance(item, StreamObject):
            yield Piece(f"{within}stream {reference}", candidates_in_text(item.get_data()))


READERS: dict[tuple[int, bytes], Callable[[IO[bytes], str, int], Iterator[Piece]]] = {
    (0, b"PAR1"): _parquet,
    (0, b"ARROW1"): _arrow,
    (0, b"\x1f\x8b"): _gzip,
    (0, b"PK\x03\x04"): _zip,
    (0, b"%PDF-"): _pdf,
    (8, b"DUCK"): _packed_database,
    (257, b"ustar"): _tar,
}
"""What reads a content, by the bytes that mark it and where they stand."""
HEAD_BYTES = max(place + len(mark) for place, mark in READERS)
