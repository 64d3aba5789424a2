"""Bugs show where they are, not what they stumbled over: an engine's message may quote a person's value."""

import traceback
from collections.abc import Iterator


class WithheldError(RuntimeError):
    """An error whose message is ours and quotes nothing."""


def traceback_of(error: BaseException) -> str:
    """Return the traceback of an error, and of what led to it, without their messages (04-privacy 4.3)."""
    return "\n".join(_lines(each) for each in reversed(list(_chain(error))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _lines(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    said = str(error) if isinstance(error, WithheldError) else "its message is withheld, it may quote a value"
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{kind}: {said}"
