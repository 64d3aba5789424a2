"""Accepted rows on disk: Parquet parts under draft names until the delivery is committed."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import polars.selectors as cs

from store.home import Home, sync_directory
from store.ledger import read_deliveries

DRAFT = "draft-"


def draft_path(home: Home, kind: str, delivery_id: int, part: int) -> Path:
    return home.ledger / kind / f"{DRAFT}{delivery_id:06d}-{part:03d}.parquet"


@dataclass(frozen=True)
class Part:
    """A Parquet file of accepted rows and what the ledger has to know of it."""

    path: Path
    row_count: int
    municipality_codes: frozenset[str]
    first_date: date
    last_date: date


def write_part(path: Path, rows: pl.DataFrame, *, date_column: str) -> Part:
    """Write accepted rows (at least one), durably, and return what they span in `date_column`."""
    _write_parquet(path, rows)
    days = rows.select(pl.col(date_column).min().alias("first"), pl.col(date_column).max().alias("last"))
    codes = frozenset(rows["municipality_code"].unique())
    return Part(path, rows.height, codes, days["first"][0], days["last"][0])


def read_part(part: Part) -> pl.DataFrame:
    """Return a part's rows."""
    return pl.read_parquet(part.path, memory_map=False)


def rewrite_part(part: Part, rows: pl.DataFrame, *, date_column: str) -> Part:
    """Return the part with only these rows; without any, its file is gone."""
    if rows.is_empty():
        part.path.unlink()
        return Part(part.path, 0, frozenset(), part.first_date, part.last_date)
    return write_part(part.path, rows, date_column=date_column)


def _write_parquet(path: Path, rows: pl.DataFrame) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as stream:
        texts = rows.cast({cs.enum(): pl.String})
        texts.write_parquet(stream, compression="zstd", compression_level=1)
        stream.flush()
        os.fsync(stream.fileno())


def write_quarantine(home: Home, delivery_id: int, rejections: pl.DataFrame) -> None:
    """Write the coordinates of refused rows, durably; nothing if there are none."""
    if rejections.height:
        path = home.quarantine / f"{delivery_id:06d}.parquet"
        _write_parquet(path, rejections)
        sync_directory(path.parent)


def settle_parts(drafts: list[Path]) -> None:
    """Give committed parts their names, numbered without gaps. Still invisible: the manifest comes after."""
    for number, draft in enumerate(drafts):
        delivery = draft.name.removeprefix(DRAFT).split("-")[0]
        draft.rename(draft.with_name(f"{delivery}-{number:03d}.parquet"))
    for folder in {draft.parent for draft in drafts}:
        sync_directory(folder)


def sweep(home: Home) -> int:
    """Remove what a run that did not end has left, and return how many files that was."""
    visible = {f"{delivery.delivery_id:06d}" for delivery in read_deliveries(home)}
    garbage = [
        path
        for folder in (home.ledger / "changes", home.ledger / "residents", home.quarantine)
        for path in folder.glob("*.parquet")
        if path.name.startswith(DRAFT) or path.stem.split("-")[0] not in visible
    ]
    garbage += (home.ledger / "deliveries").glob(".*.draft")
    for path in garbage:
        path.unlink()
    return len(garbage)
