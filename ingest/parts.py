"""Accepted rows on disk: Parquet parts under draft names until the delivery is committed."""

import os
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow.parquet as pq

from ingest.parquet import write_durably
from ingest.rejections import REJECTION_SCHEMA
from ingest.shapes import Part
from store.home import Home, sync_directory
from store.remains import unfinished_files

DRAFT = "draft-"


def draft_path(home: Home, kind: str, delivery_id: int, part: int) -> Path:
    return home.ledger / kind / f"{DRAFT}{delivery_id:06d}-{part:03d}.parquet"


def write_part(path: Path, rows: pl.DataFrame, *, date_column: str) -> Part:
    """Write accepted rows (at least one), durably, and return what they span in `date_column`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, rows.cast({cs.enum(): pl.String}))
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


def write_quarantine(home: Home, delivery_id: int, file: str, batches: list[pl.DataFrame]) -> None:
    """Write coordinates and keys of refused rows, durably; nothing if there are none."""
    if not any(batch.height for batch in batches):
        return
    path = home.quarantine / f"{delivery_id:06d}.parquet"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shape = pl.DataFrame(schema=REJECTION_SCHEMA).to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    with path.open("wb") as stream, pq.ParquetWriter(stream, shape, compression="zstd") as writer:
        for batch in batches:
            named = batch.with_columns(pl.lit(delivery_id).alias("delivery_id"), pl.lit(file).alias("file"))
            rejections = named.select(REJECTION_SCHEMA.keys()).cast(REJECTION_SCHEMA)
            writer.write_table(rejections.to_arrow(compat_level=pl.CompatLevel.oldest()))
        writer.close()
        stream.flush()
        os.fsync(stream.fileno())
    sync_directory(path.parent)


def write_coordinates(home: Home, folder: str, entry_id: int, rows: pl.DataFrame) -> None:
    """Write what an entry says of rows by their coordinates, durably; nothing if there are none."""
    if rows.is_empty():
        return
    path = home.quarantine / folder / f"{entry_id:06d}.parquet"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, rows)
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
    garbage = unfinished_files(home)
    for path in garbage:
        path.unlink()
    return len(garbage)
