"""The dashboard at 1, 10 and 50 busy readers: how long a rerun takes, what pages and sessions weigh (5.4)."""

import asyncio
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks.load_ratio import WIDTH
from benchmarks.readers import SECONDS_BETWEEN, Readers
from store.home import Home
from store.published import open_version

BUDGETS = {1: 100, 10: 150, 50: 200}
"""By readers at once: milliseconds within which 95 % of reruns end."""
PAGE_BUDGET, BASE_BUDGET, SESSION_BUDGET = 100, 400, 4
"""Kilobytes of a page, megabytes of the server before anybody reads, megabytes a session keeps (6.3)."""
STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Pace:
    """What so many readers at once felt: milliseconds from asking to the last word of a page."""

    readers: int
    reruns: int
    median_ms: int
    p95_ms: int
    budget_ms: int


@dataclass(frozen=True)
class PagePace:
    """The paces, the largest page by its path, the server's memory, pages that told of an error."""

    paces: list[Pace]
    page_kilobytes: dict[str, int]
    base_megabytes: int
    megabytes_per_session: float
    errors: int

    def is_within_budget(self) -> bool:
        """Whether pace, page and memory keep to sections 5.4 and 6.3, and no page failed."""
        return (
            all(pace.p95_ms <= pace.budget_ms for pace in self.paces)
            and max(self.page_kilobytes.values()) <= PAGE_BUDGET
            and self.base_megabytes <= BASE_BUDGET
            and self.megabytes_per_session <= SESSION_BUDGET
            and not self.errors
        )


def measure_pages(home: Home) -> PagePace:
    """Serve the home's version to 1, 10 and 50 readers and return what they felt.

    Raises UsageError if nothing is published.
    """
    months = _covered_months(open_version(home).marts_file)
    with _server(home) as (port, process):
        base = _megabytes(process.pid)
        first = Readers(port)
        asyncio.run(first.look(1, months))  # what a version costs whoever opens it first is no one's rerun
        warm = _megabytes(process.pid)
        groups = [(count, Readers(port)) for count in BUDGETS]
        for count, readers in groups:
            asyncio.run(readers.look(count, months))
        kept = _megabytes(process.pid) - warm
    everyone = [first, *(readers for _, readers in groups)]
    largest = {
        path or "/": max(readers.largest.get(path, 0) for readers in everyone) // 1000
        for path in {path for readers in everyone for path in readers.largest}
    }
    return PagePace(
        paces=[_pace(count, readers) for count, readers in groups],
        page_kilobytes=dict(sorted(largest.items())),
        base_megabytes=base,
        megabytes_per_session=round(kept / max(BUDGETS), 2),
        errors=sum(readers.errors for readers in everyone),
    )


def _pace(count: int, readers: Readers) -> Pace:
    median, late = (round(1000 * value) for value in np.percentile(readers.seconds, (50, 95)))
    return Pace(count, len(readers.seconds), median, late, BUDGETS[count])


def _covered_months(marts_file: Path) -> tuple[str, ...]:
    with duckdb.connect(marts_file, read_only=True) as marts:
        found = marts.execute("select distinct strftime(stat_month, '%Y-%m') from covered_months order by 1")
        return tuple(month for (month,) in found.fetchall())


@contextmanager
def _server(home: Home) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve a home on a free port of loopback, in a process of its own, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("jukistat")), "--home", str(home.root)]
    process = subprocess.Popen(
        [*command, "dashboard", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server is healthy. Raises RuntimeError if it ends or never answers."""
    patience = time.monotonic() + STARTS_WITHIN
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < patience and process.poll() is None:
        try:
            opener.open(f"http://127.0.0.1:{port}/healthz", timeout=STARTS_WITHIN).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    process.kill()
    raise RuntimeError("the dashboard did not start")


def _megabytes(pid: int) -> int:
    """Return what a process holds in memory now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 // 2**20


def pace_summary(pace: PagePace) -> dict[str, Any]:
    """Return the measures for JSON."""
    budget = {
        "p95_ms": BUDGETS,
        "page_kilobytes": PAGE_BUDGET,
        "base_megabytes": BASE_BUDGET,
        "megabytes_per_session": SESSION_BUDGET,
    }
    return {**asdict(pace), "budget": budget, "is_within_budget": pace.is_within_budget()}


def pace_table(pace: PagePace) -> str:
    """Return the measures as a table to be read."""
    rows = [("readers", "reruns", "median ms", "p95 ms", "budget")]
    rows += [
        (f"{one.readers}", f"{one.reruns}", f"{one.median_ms}", f"{one.p95_ms}", f"{one.budget_ms}")
        for one in pace.paces
    ]
    largest = max(pace.page_kilobytes, key=lambda path: pace.page_kilobytes[path])
    lines = [
        f"dashboard, a view every {SECONDS_BETWEEN:.0f} seconds per reader",
        *("".join(cell.rjust(WIDTH) for cell in row) for row in rows),
        f"largest page {pace.page_kilobytes[largest]} kB ({largest}; budget {PAGE_BUDGET})",
        f"server {pace.base_megabytes} MB (budget {BASE_BUDGET}) "
        f"+ {pace.megabytes_per_session} MB a session (budget {SESSION_BUDGET}); {pace.errors} errors",
    ]
    return "\n".join(lines)
