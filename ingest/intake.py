"""From a file to records of a known layout, written as profile std writes them."""

from collections.abc import Iterator
from typing import IO

from ingest.decoding import decode_block, take_header_line
from ingest.dialects import Dialects
from ingest.encodings import as_utf8
from ingest.fixed_length import read_fixed_records, recognise_length
from ingest.headers import recognise_header
from ingest.layouts import FIXED
from ingest.notations import to_canonical
from ingest.policies import require_policies
from ingest.records import read_blocks
from ingest.shapes import Assignment, Header, Records
from ingest.sources import is_fixed_length, open_delivery, plain_size

SNIFF_BYTES = 64 * 1024


def sniff_header(assignment: Assignment, dialects: Dialects) -> Header:
    """Return the layout of a delivery, reading its beginning only. Raises DeliveryRefused."""
    with open_delivery(assignment.path) as (stream, _):
        header = _recognised(assignment, stream, dialects)
    require_policies(header.layout)
    return header


def _recognised(assignment: Assignment, stream: IO[bytes], dialects: Dialects) -> Header:
    said = {"profile": assignment.profile, "kind": assignment.kind}
    if is_fixed_length(assignment.path):
        size = plain_size(assignment.path)
        return recognise_length(
            assignment.file, stream.read(SNIFF_BYTES), dialects.layouts, size=size, **said
        )
    block = next(read_blocks(assignment.file, stream, block_bytes=SNIFF_BYTES))
    line, _ = take_header_line(block)
    header = recognise_header(assignment.file, line, dialects.layouts, **said)
    as_utf8(assignment.file, block, header.layout.encoding)
    return header


def read_records(
    assignment: Assignment, stream: IO[bytes], header: Header, dialects: Dialects
) -> Iterator[Records]:
    """Yield a delivery's records, block by block. Raises DeliveryRefused."""
    for records in _written_records(assignment, stream, header):
        yield to_canonical(records, header.layout, dialects.code_maps)


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
