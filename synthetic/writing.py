"""Deliveries on disk: a residents file of the base date and one file of changes per month.

They are written into a neighbour of the folder asked for and take its place at the end, whole or not at all.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import polars as pl

from store.errors import UsageError
from synthetic.days import last_day


@dataclass
class Deliveries:
    """The files of one folder while they are written; rows of several municipalities may share a file."""

    folder: Path
    begun: set[str] = field(default_factory=set)
    rows: int = 0


@contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """Give the empty neighbour in which the deliveries of `folder` are written; put it in place at the end.

    What an interrupted run left there is thrown away. Raises UsageError unless `folder` is empty or missing.
    """
    wanted = folder.resolve()
    if wanted == Path.cwd() or (wanted.exists() and not (wanted.is_dir() and not any(wanted.iterdir()))):
        raise UsageError(f"{folder} is not an empty folder of its own: name a new or empty one with --out.")
    draft = wanted.with_name(wanted.name + ".unfinished")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            f"{draft} cannot be made ({error.strerror}): name another folder with --out."
        ) from None
    try:
        yield draft
        draft.replace(wanted)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def append_rows(deliveries: Deliveries, name: str, rows: pl.DataFrame) -> None:
    """Append rows to a file; its header is written once."""
    deliveries.folder.mkdir(exist_ok=True)
    with (deliveries.folder / name).open("ab") as stream:
        rows.write_csv(stream, include_header=name not in deliveries.begun, line_terminator="\r\n")
    deliveries.begun.add(name)
    deliveries.rows += len(rows)


def are_written(folder: Path, first_month: int, months: int) -> bool:
    """Whether `folder` holds the deliveries of these months; a folder that is there at all is whole."""
    return (folder / residents_name(first_month)).exists() and (
        folder / changes_name(first_month + months - 1)
    ).exists()


def residents_name(first_month: int) -> str:
    """Return the file name of the base date: the last day of the month before the first."""
    return f"{last_day(first_month - 1):%Y%m%d}_residents.csv"


def changes_name(month: int) -> str:
    """Return the file name of a month's changes: dated the first of the next month."""
    return f"{last_day(month) + timedelta(days=1):%Y%m%d}_changes.csv"
