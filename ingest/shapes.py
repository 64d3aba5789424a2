"""What the steps hand to each other. They know these shapes and not one another; `pipeline` orders them."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ingest.layouts import Layout, LayoutColumn
from ingest.names import shown_name
from store.ledger import Delivery

BLOCK_BYTES = 24 * 1024 * 1024
"""How much of a delivery is in memory as text at a time."""
ROW_NUMBER = "row_number"
"""Of a row in its delivery: 1 is the first after the header."""


@dataclass(frozen=True)
class Assignment:
    """One delivery to load and what was said about it."""

    path: Path
    """A file, or a directory with the files of an extract."""
    profile: str | None = None
    kind: str | None = None
    extracted_at: str | None = None
    through_date: str | None = None
    municipality_code: str | None = None
    """Whose register it is, where the file does not say."""
    replay_of: int | None = None
    only_rows: pl.Series | None = None
    """Row numbers to replay; None = all."""
    replayed_codes: tuple[str, ...] = ()
    refused: pl.DataFrame | None = None
    """Rows to replay as they wait (row number, column, rule): refused alike, they stay where they are."""
    accept_reason: str = ""
    """Why the rows are to take the place of those loaded first; blank = they are not."""
    block_bytes: int = BLOCK_BYTES

    @property
    def file(self) -> str:
        """Return the file's name as it may be shown."""
        return shown_name(self.path)

    @property
    def source_path(self) -> str | None:
        """Return where the file lies, for a replay; None if text cannot say it."""
        path = os.fsencode(self.path).decode("utf-8", "replace")
        return path if path == str(self.path) else None


@dataclass(frozen=True)
class Block:
    """Whole records as bytes, each ending with a newline."""

    content: bytes
    first_line: int
    """The file's line number of the first record."""
    is_last: bool
    separators: int = 0
    """Commas outside quotation marks, by which fields are counted; of a header's line they are not."""


@dataclass(frozen=True)
class Header:
    """A recognised header: the layout, and its columns in the order of the file."""

    layout: Layout
    columns: tuple[LayoutColumn, ...]


@dataclass(frozen=True)
class Records:
    """The records of a block: those with the right number of fields, and where the others are."""

    rows: pl.DataFrame
    """`row_number` and one text column per layout column that is read; blank = empty string."""
    misshapen: pl.Series
    """Row numbers of records with a wrong number of fields."""
    out_of_scope: int = 0
    """How many were left out because they are not of a resident."""

    @property
    def received(self) -> int:
        return self.rows.height + self.misshapen.len() + self.out_of_scope


@dataclass(frozen=True)
class Judgement:
    """A batch after the form check."""

    rows: pl.DataFrame
    """Sound rows: `row_number` and the typed ledger columns, numbers still as numbers."""
    rejections: pl.DataFrame
    """Unsound rows, each with its first fault: row number, rule; municipality, reason and key if legible."""
    warnings: dict[str, pl.Series]
    """Per warning rule, which of `rows` it concerns."""


@dataclass(frozen=True)
class Part:
    """A Parquet file of accepted rows and what the ledger has to know of it."""

    path: Path
    row_count: int
    municipality_codes: frozenset[str]
    first_date: date
    last_date: date


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a new ledger entry, or the entry it already has."""

    file: str
    delivery: Delivery
    is_new: bool
