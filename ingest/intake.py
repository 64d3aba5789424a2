"""From a file to records of a known layout, written as profile std writes them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO

from ingest.decoding import decode_block, take_header_line
from ingest.dialects import Dialects
from ingest.encodings import as_utf8
from ingest.extracts import extract_header, extract_records
from ingest.fixed_length import read_fixed_records, recognise_length
from ingest.forbidden import refuse_forbidden
from ingest.headers import recognise_header
from ingest.layouts import FIXED
from ingest.notations import notation_lexicons, to_canonical
from ingest.policies import require_policies
from ingest.records import read_blocks
from ingest.shapes import Assignment, Header, Records
from ingest.sources import hash_delivery, is_fixed_length, open_delivery, plain_size

SNIFF_BYTES = 64 * 1024


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery being read."""

    records: Iterator[Records]
    """Written as profile std writes them."""
    position: Callable[[], int]
    """How many bytes of it are read."""
    sha256: Callable[[], str]
    """The digest of all its bytes, once they are read."""


def sniff_header(assignment: Assignment, dialects: Dialects) -> Header:
    """Return the layout of a delivery, reading its beginning only. Raises DeliveryRefused."""
    if assignment.path.is_dir():
        return extract_header(assignment)
    with open_delivery(assignment.path) as (stream, _):
        header = _recognised(assignment, stream, dialects)
    require_policies(header.layout)
    return header


@contextmanager
def open_records(
    assignment: Assignment, header: Header, dialects: Dialects, bases: dict[str, date]
) -> Iterator[OpenDelivery]:
    """Open a delivery; `bases` are the municipalities' base dates. Raises DeliveryRefused, also later on."""
    if assignment.path.is_dir():
        yield OpenDelivery(
            extract_records(assignment, dialects.code_maps, bases),
            position=lambda: 0,  # its files are read before the first record is told
            sha256=lambda: hash_delivery(assignment.path),
        )
        return
    with open_delivery(assignment.path) as (stream, reader):
        written = _written_records(assignment, stream, header)
        lexicons = notation_lexicons(header.layout)
        records = (to_canonical(each, header.layout, dialects.code_maps, lexicons) for each in written)
        yield OpenDelivery(records, reader.tell, reader.sha256)


def _recognised(assignment: Assignment, stream: IO[bytes], dialects: Dialects) -> Header:
    said = {"profile": assignment.profile, "kind": assignment.kind}
    if is_fixed_length(assignment.path):
        size = plain_size(assignment.path)
        return recognise_length(
            assignment.file, stream.read(SNIFF_BYTES), dialects.layouts, size=size, **said
        )
    block = next(read_blocks(assignment.file, stream, block_bytes=SNIFF_BYTES))
    refuse_forbidden(assignment.file, block.content)
    line, _ = take_header_line(block)
    header = recognise_header(assignment.file, line, dialects.layouts, **said)
    as_utf8(assignment.file, block, header.layout.encoding)
    return header


def _written_records(assignment: Assignment, stream: IO[bytes], header: Header) -> Iterator[Records]:
    """Yield the records as the file writes them."""
    if header.layout.form == FIXED:
        yield from read_fixed_records(assignment.file, stream, header, block_bytes=assignment.block_bytes)
        return
    first_row = 1
    for number, block in enumerate(read_blocks(assignment.file, stream, block_bytes=assignment.block_bytes)):
        body = take_header_line(block)[1] if number == 0 else block
        utf8 = as_utf8(assignment.file, body, header.layout.encoding)
        records = decode_block(assignment.file, utf8, header, first_row=first_row)
        first_row += records.received
        yield records
