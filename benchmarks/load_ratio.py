"""`load` against the least anyone could do: DuckDB's plain copy of the same file (05-operations 5.4)."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.costs import Cost, measure
from benchmarks.written import write_changes, write_residents

CPU_BUDGET, WALL_BUDGET, MEMORY_BUDGET = 2.0, 2.0, 1536
"""Ratios to the plain copy, and megabytes (05-operations 5.4, std UTF-8)."""
WIDTH = 11
PLAIN_COPY = (
    "import duckdb, sys\n"
    'duckdb.execute("copy (select * from read_csv(?, all_varchar = true)) to \'" + sys.argv[2] + "\'",'
    " [sys.argv[1]])\n"
)


@dataclass(frozen=True)
class LoadRatio:
    """Both costs for the same changes, and their ratios."""

    rows: int
    megabytes: int
    load: Cost
    plain_copy: Cost
    cpu_ratio: float
    wall_ratio: float

    def is_within_budget(self) -> bool:
        """Whether CPU, wall time and memory of the load keep to section 5.4."""
        is_fast = self.cpu_ratio <= CPU_BUDGET and self.wall_ratio <= WALL_BUDGET
        return is_fast and self.load.peak_megabytes <= MEMORY_BUDGET


def measure_load(folder: Path, rows: int) -> LoadRatio:
    """Write a base and `rows` changes to `folder`, load both, copy the changes, and return the comparison."""
    residents = write_residents(folder / "residents.csv", rows)
    changes = write_changes(folder / "changes.csv", rows)
    script = Path(sys.executable).with_name("jukistat")
    jukistat = [str(script), "--home", str(folder / "home")]
    log = folder / "output.log"
    measure([*jukistat, "keys", "init"], log=log)
    measure([*jukistat, "load", str(residents)], log=log)
    copy = measure([sys.executable, "-c", PLAIN_COPY, str(changes), str(folder / "copy.parquet")], log=log)
    load = measure([*jukistat, "load", str(changes)], log=log)
    return LoadRatio(
        rows=rows,
        megabytes=changes.stat().st_size // 2**20,
        load=load,
        plain_copy=copy,
        cpu_ratio=round(load.cpu_seconds / copy.cpu_seconds, 2),
        wall_ratio=round(load.wall_seconds / copy.wall_seconds, 2),
    )


def ratio_summary(ratio: LoadRatio) -> dict[str, Any]:
    """Return a comparison for JSON."""
    budget = {"cpu_ratio": CPU_BUDGET, "wall_ratio": WALL_BUDGET, "peak_megabytes": MEMORY_BUDGET}
    return {**asdict(ratio), "budget": budget, "is_within_budget": ratio.is_within_budget()}


def ratio_table(ratio: LoadRatio) -> str:
    """Return a comparison as a table to be read."""
    rows = [
        ("", "CPU s", "wall s", "peak MB"),
        ("plain copy", *_cells(ratio.plain_copy)),
        ("load", *_cells(ratio.load)),
        ("ratio", f"{ratio.cpu_ratio:.2f}", f"{ratio.wall_ratio:.2f}", ""),
        ("budget", f"{CPU_BUDGET:.2f}", f"{WALL_BUDGET:.2f}", f"{MEMORY_BUDGET:,}"),
    ]
    title = f"load of {ratio.rows:,} changes ({ratio.megabytes:,} MB), compared with DuckDB's plain copy"
    return "\n".join([title, *("".join(cell.rjust(WIDTH) for cell in row).rstrip() for row in rows)])


def _cells(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.cpu_seconds:.2f}", f"{cost.wall_seconds:.2f}", f"{cost.peak_megabytes:,}"
