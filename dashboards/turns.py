"""Runs of pages take turns, so that fifty readers do not all wait for all.

Python draws one page at a time anyway: drawn at once, pages only take the processor from each other and all
of them are late; drawn in the order they were asked for, most are there before the last one is begun.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

PATIENCE = 0.25
"""Seconds after which a run goes ahead without its turn: a slow page delays others, and stops none."""
_turn = Lock()
_mine = local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the turn, or for as long as patience lasts, and keep it until the block ends."""
    _mine.is_held = _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        _give_back()


@contextmanager
def stepping_aside() -> Iterator[None]:
    """Let others draw while the block waits for something that is not drawn here."""
    _give_back()
    try:
        yield
    finally:
        _mine.is_held = _turn.acquire(timeout=PATIENCE)


def _give_back() -> None:
    if getattr(_mine, "is_held", False):
        _mine.is_held = False
        _turn.release()
