"""One writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from store.errors import ConfigurationError
from store.home import Home, writing
from store.migrations import bring_up_to_date


@contextmanager
def writer_lock(home: Home) -> Iterator[None]:
    """Hold the home's writer lock, with the store in the format of this program.

    Raises ConfigurationError if another process holds it, or if the disk fails, is full or read-only.
    """
    with writing(home), hold_lock(home):
        bring_up_to_date(home)
        yield


@contextmanager
def hold_lock(home: Home) -> Iterator[None]:
    """Hold the home's writer lock, whatever lies there. The kernel frees it when the process ends, however.

    A child process that is given all open files holds it too: what outlives its killed parent still writes.

    Raises ConfigurationError, naming owner and since when, if another process holds it.
    """
    with (home.root / ".lock").open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            owner = stream.read().strip() or "another process"
            raise ConfigurationError(
                f"Another jukistat is writing to {home.root} ({owner}). Wait for it to end, then try again."
            ) from None
        os.set_inheritable(stream.fileno(), True)
        stream.truncate(0)
        stream.write(f"process {os.getpid()} since {datetime.now():%Y-%m-%d %H:%M:%S}")
        stream.flush()
        try:
            yield
        finally:  # a run that changes nothing leaves every byte as it was
            stream.truncate(0)
