"""Hears what this process prints meanwhile, engines that print past Python included."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

CHANNELS = (1, 2)


@dataclass
class Said:
    """What was printed, known once it is over."""

    text: str = ""


@contextmanager
def listening() -> Iterator[Said]:
    """Catch what is printed, in the encodings of a terminal, and undo changes of the environment."""
    said, environment = Said(), dict(os.environ)
    with tempfile.TemporaryFile() as heard:
        try:
            with _turned_to(heard.fileno()):
                yield said
        finally:
            os.environ.clear()
            os.environ.update(environment)
            heard.seek(0)
            said.text = heard.read().decode("utf-8", "replace")


@contextmanager
def _turned_to(file: int) -> Iterator[None]:
    kept = [os.dup(channel) for channel in CHANNELS]
    try:
        for channel in CHANNELS:
            os.dup2(file, channel)
        with (
            open(os.dup(file), "w", encoding="utf-8") as out,  # noqa: PTH123 (a descriptor, no path)
            open(os.dup(file), "w", encoding="utf-8", errors="backslashreplace") as err,  # noqa: PTH123
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            yield
    finally:
        for channel, before in zip(CHANNELS, kept, strict=True):
            os.dup2(before, channel)
            os.close(before)
