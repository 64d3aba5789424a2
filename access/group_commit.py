"""Threads that wait for the same slow step share it: whoever's turn it is commits for all who wait.

Fifty readers would otherwise queue for one lock of a file and wait for fifty syncs, one after another.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass
class _Submission(Generic[Item]):
    item: Item
    is_settled: bool = False
    error: Exception | None = None


class GroupCommit(Generic[Item]):
    """Commits items in the order they came; those that came together in one call."""

    def __init__(self, commit: Callable[[Sequence[Item]], None]) -> None:
        self._commit = commit
        self._waiting: deque[_Submission[Item]] = deque()
        self._turn = Lock()

    def submit(self, item: Item) -> None:
        """Return when the item is committed. Raises what `commit` raised for the items it came with."""
        own = _Submission(item)
        self._waiting.append(own)
        with self._turn:
            if not own.is_settled:
                self._settle([self._waiting.popleft() for _ in range(len(self._waiting))])
        if own.error is not None:
            raise own.error

    def _settle(self, group: Sequence[_Submission[Item]]) -> None:
        error: Exception | None = None
        try:
            self._commit([one.item for one in group])
        except Exception as raised:
            error = raised
        for one in group:
            one.error, one.is_settled = error, True
