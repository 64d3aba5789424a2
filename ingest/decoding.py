"""Blocks of bytes → frames of text, one row per record. Knows the header, not what a value means."""

import csv
import io
from dataclasses import dataclass

import numpy as np
import polars as pl
from polars.exceptions import ComputeError, PolarsError

from ingest.headers import Header
from ingest.records import COMMA, NEWLINE, QUOTE, Block
from store.errors import DeliveryRefused

ROW_NUMBER = "row_number"


@dataclass(frozen=True)
class Records:
    """The records of a block: those with the right number of fields, and where the others are."""

    rows: pl.DataFrame
    """`row_number` and one text column per layout column that is read; blank = empty string."""
    misshapen: list[int]
    """Row numbers of records with a wrong number of fields."""

    @property
    def received(self) -> int:
        return self.rows.height + len(self.misshapen)


def check_encoding(file: str, block: Block) -> None:
    """Raise DeliveryRefused, naming the line, if a block is not UTF-8."""
    try:
        pl.Series([block.content], dtype=pl.Binary).cast(pl.String)
    except PolarsError:
        raise _encoding_refusal(file, block) from None


def _encoding_refusal(file: str, block: Block) -> DeliveryRefused:
    place = len(block.content)
    try:
        block.content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    line = block.first_line + block.content.count(b"\n", 0, place)
    advice = "Export it again as UTF-8."
    if _looks_like_cp932(block.content[:65536]):
        advice = "It looks like CP932 (Shift_JIS), but profile std is UTF-8: export it as UTF-8."
    return DeliveryRefused(f"{file}, line {line}: bytes that are not UTF-8. {advice}")


def _looks_like_cp932(content: bytes) -> bool:
    """Whether the beginning of a delivery reads as CP932; its last, perhaps cut, line is left out."""
    try:
        text = content[: content.rfind(b"\n") + 1].decode("cp932")
    except UnicodeDecodeError:
        return False
    return any(ord(sign) > 127 for sign in text)


def take_header_line(block: Block) -> tuple[str, Block]:
    """Return the header's line and the block of what follows it."""
    line, _, rest = block.content.partition(b"\n")
    return line.rstrip(b"\r").decode("utf-8"), Block(rest, block.first_line + 1, block.is_last, block.is_quoted)


def decode_block(file: str, block: Block, header: Header, *, first_row: int) -> Records:
    """Return the records of a block; the first has row number `first_row`.

    Raises DeliveryRefused if the delivery's last record has a wrong number of fields: the file is cut off.
    """
    names = [column.name for column in header.columns]
    if not block.content:
        return Records(_numbered(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), header, []), [])
    rows = _parse(block.content, names, header.layout.delimiter)
    if rows is not None and _separators(block) == rows.height * (len(names) - 1):
        return Records(_numbered(rows, header, range(first_row, first_row + rows.height)), [])
    return _decode_slowly(file, block, header, first_row=first_row)


def _parse(content: bytes, names: list[str], delimiter: str) -> pl.DataFrame | None:
    """Return the block as text columns, None if a record has too many fields."""
    try:
        return pl.read_csv(
            content,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=delimiter,
            empty_string_is_null=False,
            missing_columns="insert",
            extra_columns="raise",
        )
    except (ComputeError, PolarsError):
        return None


def _separators(block: Block) -> int:
    """Return how many separators stand outside quotation marks."""
    if not block.is_quoted:
        return block.content.count(b",")
    signs = np.frombuffer(block.content, dtype=np.uint8)
    is_inside = np.cumsum(signs == QUOTE, dtype=np.uint8) & 1
    return int(np.count_nonzero((signs == COMMA) & (is_inside == 0)))


def _numbered(rows: pl.DataFrame, header: Header, numbers: range | list[int]) -> pl.DataFrame:
    """Return only the columns that are read, under their ledger names, numbered."""
    read = {column.name: column.column for column in header.columns if column.content != "dropped"}
    number = pl.Series(ROW_NUMBER, numbers, dtype=pl.Int64)
    return rows.select(number, *(pl.col(name).alias(column) for name, column in read.items()))


def _decode_slowly(file: str, block: Block, header: Header, *, first_row: int) -> Records:
    """Read record by record, where some have a wrong number of fields."""
    names = [column.name for column in header.columns]
    text = io.StringIO(block.content.decode("utf-8"), newline="")
    csv.field_size_limit(len(block.content))
    shaped: list[list[str]] = []
    numbers: list[int] = []
    misshapen: list[int] = []
    record: list[str] = []
    for number, record in enumerate(csv.reader(text, delimiter=header.layout.delimiter), first_row):
        if len(record) == len(names):
            shaped.append(record)
            numbers.append(number)
        else:
            misshapen.append(number)
    if block.is_last and len(record) != len(names):
        line = block.first_line + block.content.count(b"\n") - 1
        raise DeliveryRefused(
            f"{file}, line {line}: the last record has {len(record)} fields instead of {len(names)}; "
            "the file seems cut off. Export it again."
        )
    rows = pl.DataFrame(shaped, schema=dict.fromkeys(names, pl.String), orient="row")
    return Records(_numbered(rows, header, numbers), misshapen)
