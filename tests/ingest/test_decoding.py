"""Records are the same whatever the block size: compared with Python's own reader on generated text."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dialects import read_dialects
from ingest.intake import read_records, sniff_header
from ingest.shapes import Assignment
from ingest.sources import open_delivery
from store.errors import DeliveryRefused
from store.home import home_at
from tests.ingest.deliveries import to_bytes
from tests.random_registers.columns import CHANGE_COLUMNS

KEPT = {
    "市区町村コード": "municipality_code",
    "町字コード": "town_code",
    "転出先国名コード": "destination_country_code",
}

signs = st.sampled_from(['"', ",", "\n", "\r\n", " ", "あ", "髙", "x", "1", "　"])
values = st.lists(signs, max_size=4).map("".join)
cells = st.one_of(st.just(""), st.just("022039"), values)
records = st.lists(st.tuples(*[cells] * len(KEPT), values), max_size=8)


def to_row(record: tuple[str, ...]) -> dict[str, str]:
    """Return a row whose kept and dropped columns hold generated text."""
    *kept, note = record
    return dict.fromkeys(CHANGE_COLUMNS, "") | dict(zip(KEPT, kept, strict=True)) | {"備考": note}


def read(path: Path, block_bytes: int) -> list[tuple[object, ...]]:
    """Return row numbers and the kept columns of a delivery as they are decoded."""
    assignment = Assignment(path, block_bytes=block_bytes)
    dialects = read_dialects(home_at(path.parent))
    header = sniff_header(assignment, dialects)
    with open_delivery(path) as (stream, _):
        batches = list(read_records(assignment, stream, header, dialects))
    assert all(batch.misshapen.is_empty() for batch in batches)
    return [row for batch in batches for row in batch.rows.select("row_number", *KEPT.values()).rows()]


@settings(max_examples=150, deadline=None, database=None)
@given(records, st.sampled_from(["\n", "\r\n"]), st.integers(min_value=1, max_value=600))
def test_decoded_records_are_those_of_the_file(
    written: list[tuple[str, ...]], line_end: str, block_bytes: int
) -> None:
    content = to_bytes(map(to_row, written), CHANGE_COLUMNS, line_end=line_end)
    parsed = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    expected = [(number, *(row[name] for name in KEPT)) for number, row in enumerate(parsed, start=1)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "changes.csv"
        path.write_bytes(content)
        assert read(path, max(block_bytes, 1)) == expected


@settings(max_examples=60, deadline=None, database=None)
@given(st.data())
def test_a_file_cut_anywhere_is_refused_or_ends_at_a_record(data: st.DataObject) -> None:
    """A cut inside a record never lets a shortened record through as a sound one, the last field apart."""
    rows = [to_row(("022039", "0001001", "", "a,b")), to_row(("022039", '"', "\n", ""))]
    content = to_bytes(rows, CHANGE_COLUMNS)
    start = content.index(b"\n") + 1
    cut = data.draw(st.integers(min_value=start, max_value=len(content)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "changes.csv"
        path.write_bytes(content[:cut])
        try:
            numbers = [number for number, *_ in read(path, 1 << 20)]
        except DeliveryRefused as refusal:
            assert "changes.csv, line" in str(refusal)
        else:
            whole = [1 for row in rows if row]
            assert len(numbers) <= len(whole)
            complete = list(csv.reader(io.StringIO(content[:cut].decode(), newline="")))[1:]
            assert all(len(record) == len(CHANGE_COLUMNS) for record in complete)
