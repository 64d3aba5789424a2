"""From a file to records of a known layout."""

from collections.abc import Iterator
from typing import IO

from ingest.decoding import check_encoding, decode_block, take_header_line
from ingest.forbidden import refuse_forbidden
from ingest.headers import recognise_header
from ingest.policies import require_policies
from ingest.records import read_blocks
from ingest.shapes import Assignment, Block, Header, Records
from ingest.sources import open_delivery

SNIFF_BYTES = 64 * 1024


def sniff_header(assignment: Assignment) -> Header:
    """Return the header of a delivery, reading its beginning only. Raises DeliveryRefused."""
    with open_delivery(assignment.path) as (stream, _):
        block = next(read_blocks(assignment.file, stream, block_bytes=SNIFF_BYTES))
        return _open_header(assignment, block)[0]


def read_records(assignment: Assignment, stream: IO[bytes], header: Header) -> Iterator[Records]:
    """Yield a delivery's records, block by block. Raises DeliveryRefused."""
    first_row = 1
    for number, block in enumerate(read_blocks(assignment.file, stream, block_bytes=assignment.block_bytes)):
        if number == 0:
            _, block = _open_header(assignment, block)
        else:
            check_encoding(assignment.file, block)
        records = decode_block(assignment.file, block, header, first_row=first_row)
        first_row += records.received
        yield records


def _open_header(assignment: Assignment, block: Block) -> tuple[Header, Block]:
    """Return the layout and the block without its header line."""
    refuse_forbidden(assignment.file, block.content)
    check_encoding(assignment.file, block)
    line, rest = take_header_line(assignment.file, block)
    header = recognise_header(assignment.file, line, profile=assignment.profile, kind=assignment.kind)
    require_policies(header.layout)
    return header, rest
