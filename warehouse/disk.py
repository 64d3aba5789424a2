"""A disk that fails or is full, behind DuckDB's words for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from store.home import DISK_ERRORS


def disk_error(message: str) -> OSError | None:
    """Return the system's error that a message of DuckDB quotes, None if it tells of something else."""
    quoted = (number for number in DISK_ERRORS if os.strerror(number) in message)
    number = next(quoted, None)
    return OSError(number, os.strerror(number)) if number else None


@contextmanager
def writing_tables() -> Iterator[None]:
    """Raise OSError, as the system did, where DuckDB says that it cannot write."""
    try:
        yield
    except duckdb.Error as error:
        raise disk_error(str(error)) or error from None
