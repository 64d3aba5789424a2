"""Work that goes on beside the main thread; polars, hashing and disk writes release the interpreter."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
_END = object()


def read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the same items, the next one being made while the caller works on this one."""
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as worker:
        upcoming = worker.submit(next, items, _END)
        while (item := upcoming.result()) is not _END:
            upcoming = worker.submit(next, items, _END)
            yield item  # type: ignore[misc]


class OneBehind:
    """Runs calls one after another beside the main thread, one at a time; an error shows at the next call."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="one-behind")
        self._running: Future[Any] | None = None

    def run(self, call: Callable[[], Any]) -> None:
        """Start `call` as soon as the one before it is done."""
        self.wait()
        self._running = self._worker.submit(call)

    def wait(self) -> None:
        """Wait for the running call and raise what it raised."""
        if self._running:
            running, self._running = self._running, None
            running.result()

    def close(self) -> None:
        """Let the running call end, whatever becomes of it, and stop the worker."""
        self._worker.shutdown(wait=True)
