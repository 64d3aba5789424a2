"""Blocks of bytes → frames of text, one row per record. Knows the header, not what a value means."""

import csv
import io

import polars as pl
from polars.exceptions import PolarsError

from ingest.marks import read_marks
from ingest.shapes import ROW_NUMBER, Block, Header, Records
from store.errors import DeliveryRefused


def take_header_line(block: Block) -> tuple[bytes, Block]:
    """Return the header's line, without its end, and the block of what follows it."""
    line, _, rest = block.content.partition(b"\n")
    separators = block.separators - read_marks(line, is_last=True).separators
    return line.removesuffix(b"\r"), Block(rest, block.first_line + 1, block.is_last, separators)


def decode_block(file: str, block: Block, header: Header, *, first_row: int) -> Records:
    """Return the records of a block; the first has row number `first_row`.

    Raises DeliveryRefused if the delivery's last record has a wrong number of fields: the file is cut off.
    """
    names = [column.name for column in header.columns]
    if not block.content:
        rows = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        return Records(_numbered(rows, header, []), _numbers([]))
    parsed = _parse(block.content, names)
    if parsed is not None and block.separators == parsed.height * (len(names) - 1):
        return Records(_numbered(parsed, header, range(first_row, first_row + parsed.height)), _numbers([]))
    return _decode_slowly(file, block, header, first_row=first_row)


def _parse(content: bytes, names: list[str]) -> pl.DataFrame | None:
    """Return the block as text columns, None if a record has too many fields."""
    try:
        return pl.read_csv(
            content,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            empty_string_is_null=False,
            missing_columns="insert",
            extra_columns="raise",
        )
    except PolarsError:
        return None


def _numbered(rows: pl.DataFrame, header: Header, numbers: range | list[int]) -> pl.DataFrame:
    """Return only the columns that are read, under their ledger names, numbered."""
    read = [pl.col(column.name).alias(column.read_as) for column in header.columns if column.read_as]
    return rows.select(_numbers(numbers), *read)


def _numbers(numbers: range | list[int]) -> pl.Series:
    return pl.Series(ROW_NUMBER, numbers, dtype=pl.Int64)


def _decode_slowly(file: str, block: Block, header: Header, *, first_row: int) -> Records:
    """Read record by record, where some have a wrong number of fields."""
    names = [column.name for column in header.columns]
    text = io.StringIO(block.content.decode("utf-8"), newline="")
    csv.field_size_limit(max(csv.field_size_limit(), len(block.content)))  # of all readers
    shaped: list[list[str]] = []
    numbers: list[int] = []
    misshapen: list[int] = []
    record: list[str] = []
    for number, record in enumerate(csv.reader(text), first_row):
        if len(record) == len(names):
            shaped.append(record)
            numbers.append(number)
        else:
            misshapen.append(number)
    if block.is_last and len(record) != len(names):
        raise _cut_refusal(file, block, names, len(record))
    rows = pl.DataFrame(shaped, schema=dict.fromkeys(names, pl.String), orient="row")
    return Records(_numbered(rows, header, numbers), _numbers(misshapen))


def _cut_refusal(file: str, block: Block, names: list[str], count: int) -> DeliveryRefused:
    line = block.first_line + block.content.count(b"\n") - 1
    column = f", column {names[count - 1]}" if 0 < count <= len(names) else ""
    return DeliveryRefused(
        f"{file}, line {line}{column}: the last record ends here, with {count} fields instead of "
        f"{len(names)}; the file seems cut off. Export it again."
    )
