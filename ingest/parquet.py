"""Rows on disk, so that they are still there after a power cut."""

import errno
import os
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError


def write_durably(path: Path, rows: pl.DataFrame) -> None:
    """Write rows to a file that only its owner reads, and sync it. Raises OSError if the disk fails."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        try:
            rows.write_parquet(stream, compression="zstd", compression_level=1)
        except PolarsError:  # it hides the system's error in a text
            raise OSError(errno.EIO, os.strerror(errno.EIO)) from None
        stream.flush()
        os.fsync(stream.fileno())
