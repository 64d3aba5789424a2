"""Errors that nobody foresaw may quote a value: only their kind and place are passed on (04-privacy 4.3)."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import UserError
from store.home import PROJECT_ROOT
from store.tracebacks import WithheldError


@contextmanager
def scrubbed() -> Iterator[None]:
    """Let errors for the user pass, and raise any other as WithheldError, without its message."""
    try:
        yield
    except (UserError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise _scrub(error) from None


def _scrub(error: BaseException) -> WithheldError:
    """Return an error that says what kind of error occurred at which line of ours, and nothing else."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PROJECT_ROOT / "ingest")]
    place = f"ingest/{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "an unknown place"
    return WithheldError(f"{type(error).__name__} at {place} (its message is withheld, it may quote a value)")
