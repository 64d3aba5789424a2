"""What needs an event loop of its own: Playwright keeps one running in the thread of the tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart(course: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end in another thread; what it raises is raised here."""
    with ThreadPoolExecutor(max_workers=1) as other:
        other.submit(asyncio.run, course).result()
