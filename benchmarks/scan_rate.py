"""`scan` of the home just loaded: values of tables read in a second (05-operations 5.4)."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.costs import Cost, measure
from benchmarks.load_ratio import WIDTH
from store.home import Home
from store.scans import read_last_scan

RATE_BUDGET = 2.0
"""Million values a second (05-operations 5.4)."""
MILLION = 10**6


@dataclass(frozen=True)
class ScanRate:
    """What a scan read, what it cost from the start of its process to the end, and its pace."""

    values: int
    megabytes: int
    scan: Cost
    million_values_per_second: float

    def is_within_budget(self) -> bool:
        """Whether the scan keeps to section 5.4."""
        return self.million_values_per_second >= RATE_BUDGET


def measure_scan(folder: Path) -> ScanRate:
    """Scan `folder/home`, as `measure_loads` left it, and return its pace.

    Raises RuntimeError without a report.
    """
    script = Path(sys.executable).with_name("jukistat")
    cost = measure([str(script), "--home", str(folder / "home"), "scan"], log=folder / "output.log")
    report = read_last_scan(Home(folder / "home"))
    if report is None:
        raise RuntimeError("the scan has left no report")
    pace = report["values"] / MILLION / cost.wall_seconds
    return ScanRate(report["values"], report["bytes"] // 2**20, cost, round(pace, 2))


def rate_summary(rate: ScanRate) -> dict[str, Any]:
    """Return a pace for JSON."""
    budget = {"million_values_per_second": RATE_BUDGET}
    return {**asdict(rate), "budget": budget, "is_within_budget": rate.is_within_budget()}


def rate_table(rate: ScanRate) -> str:
    """Return a pace as a table to be read."""
    scan = (f"{rate.scan.cpu_seconds:.2f}", f"{rate.scan.wall_seconds:.2f}", f"{rate.scan.peak_megabytes:,}")
    rows = [
        ("", "CPU s", "wall s", "peak MB", "M values/s"),
        ("scan", *scan, f"{rate.million_values_per_second:.2f}"),
        ("budget", "", "", "", f"{RATE_BUDGET:.2f}"),
    ]
    title = f"scan of {rate.values:,} values of tables in {rate.megabytes:,} MB of files"
    return "\n".join([title, *("".join(cell.rjust(WIDTH) for cell in row).rstrip() for row in rows)])
