"""Runs of pages take turns, so that fifty readers do not all wait for all.

Python draws one page at a time anyway: drawn at once, pages only take the processor from each other and all
of them are late; drawn in the order they were asked for, most are there before the last one is begun.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local


class Turns:
    """One turn for all threads, which nobody waits for longer than `patience` (seconds).

    Whoever has waited so long goes ahead without it: a slow page delays others, and stops none.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._turn = Lock()
        self._own = local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and keep it until the block ends."""
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let others have the turn while the block waits for something that is not drawn here."""
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self._own.is_held = self._turn.acquire(timeout=self._patience)

    def _give_back(self) -> None:
        if getattr(self._own, "is_held", False):
            self._own.is_held = False
            self._turn.release()


TURNS = Turns(patience=0.25)
"""Of the runs of pages."""
