"""Deliveries on disk: a residents file of the base date and one file of changes per month, first as drafts."""

import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

import polars as pl

from store.errors import UsageError

DRAFTS = ".drafts"


@dataclass
class Deliveries:
    """The files of one folder while they are written; rows of several municipalities may share a file."""

    folder: Path
    begun: set[str] = field(default_factory=set)
    rows: int = 0


def open_deliveries(folder: Path) -> Deliveries:
    """Return the deliveries of an empty folder. Raises UsageError if it holds some or cannot be made."""
    if any(folder.glob("*.csv")):
        raise UsageError(f"{folder} already holds deliveries: name an empty folder with --out.")
    drafts = folder / DRAFTS
    try:
        shutil.rmtree(drafts, ignore_errors=True)
        drafts.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made ({error.strerror}): name another with --out.") from None
    return Deliveries(folder)


def append_rows(deliveries: Deliveries, name: str, rows: pl.DataFrame) -> None:
    """Append rows to the draft of a file; its header is written once."""
    with draft_stream(deliveries, name) as stream:
        rows.write_csv(stream, include_header=name not in deliveries.begun, line_terminator="\r\n")
    deliveries.begun.add(name)
    deliveries.rows += len(rows)


def draft_stream(deliveries: Deliveries, name: str) -> BinaryIO:
    return (deliveries.folder / DRAFTS / name).open("ab")


def publish_deliveries(deliveries: Deliveries) -> list[Path]:
    """Rename the drafts into their places and return the files in the order of their names."""
    drafts = deliveries.folder / DRAFTS
    for name in sorted(deliveries.begun):
        (drafts / name).replace(deliveries.folder / name)
    drafts.rmdir()
    return [deliveries.folder / name for name in sorted(deliveries.begun)]


def residents_name(first_month: int) -> str:
    """Return the file name of the base date: the last day of the month before the first."""
    return f"{first_day(first_month) - timedelta(days=1):%Y%m%d}_residents.csv"


def changes_name(month: int) -> str:
    """Return the file name of a month's changes: dated the first of the next month."""
    return f"{first_day(month + 1):%Y%m%d}_changes.csv"


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
