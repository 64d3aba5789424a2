"""`load` against the least anyone could do: DuckDB's plain copy of the same file (05-operations 5.4)."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.costs import Cost, measure

WIDTH = 11
PLAIN_COPY = (
    "import duckdb, sys\n"
    'duckdb.execute("copy (select * from read_csv(?, all_varchar = true)) to \'" + sys.argv[2] + "\'",'
    " [sys.argv[1]])\n"
)


@dataclass(frozen=True)
class LoadBudget:
    """What a load may cost: ratios to the plain copy, and megabytes (05-operations 5.4)."""

    cpu_ratio: float
    wall_ratio: float
    peak_megabytes: int = 1536


STD = LoadBudget(cpu_ratio=2.0, wall_ratio=2.0)
CP932 = LoadBudget(cpu_ratio=3.5, wall_ratio=3.5)


@dataclass(frozen=True)
class LoadRatio:
    """Both costs for the same changes, and their ratios."""

    title: str
    rows: int
    megabytes: int
    load: Cost
    plain_copy: Cost
    cpu_ratio: float
    wall_ratio: float
    budget: LoadBudget

    def is_within_budget(self) -> bool:
        """Whether CPU, wall time and memory of the load keep to section 5.4."""
        is_fast = self.cpu_ratio <= self.budget.cpu_ratio and self.wall_ratio <= self.budget.wall_ratio
        return is_fast and self.load.peak_megabytes <= self.budget.peak_megabytes


def measure_loads(folder: Path, rows: int) -> dict[str, LoadRatio]:
    """Write a base and `rows` changes to `folder`, load them as std and as CP932, and compare.

    Both are compared with one plain copy of the UTF-8 file. `folder/home` holds what was loaded as std.
    """
    residents, std, legacy = (folder / f"{name}.csv" for name in ("residents", "changes", "legacy"))
    log = folder / "output.log"
    # in processes of their own: a child's peak of memory counts what its parent held when it was born
    measure([sys.executable, "-m", "benchmarks.written", str(residents), str(std), str(rows)], log=log)
    measure([sys.executable, "-m", "benchmarks.legacy", str(std), str(legacy)], log=log)
    copy = measure([sys.executable, "-c", PLAIN_COPY, str(std), str(folder / "copy.parquet")], log=log)

    def compared(title: str, home: str, changes: Path, budget: LoadBudget) -> LoadRatio:
        load = _measure_load(folder / home, residents, changes, log=log)
        return LoadRatio(
            title=title,
            rows=rows,
            megabytes=changes.stat().st_size // 2**20,
            load=load,
            plain_copy=copy,
            cpu_ratio=round(load.cpu_seconds / copy.cpu_seconds, 2),
            wall_ratio=round(load.wall_seconds / copy.wall_seconds, 2),
            budget=budget,
        )

    return {
        "load": compared("std, UTF-8", "home", std, STD),
        "load_cp932": compared("legacy, CP932", "home-cp932", legacy, CP932),
    }


def _measure_load(home: Path, residents: Path, changes: Path, *, log: Path) -> Cost:
    """Return what loading the changes into a new home costs that has the residents."""
    jukistat = [str(Path(sys.executable).with_name("jukistat")), "--home", str(home)]
    measure([*jukistat, "keys", "init"], log=log)
    measure([*jukistat, "load", str(residents)], log=log)
    return measure([*jukistat, "load", str(changes)], log=log)


def ratio_summary(ratio: LoadRatio) -> dict[str, Any]:
    """Return a comparison for JSON."""
    return {**asdict(ratio), "is_within_budget": ratio.is_within_budget()}


def ratio_table(ratio: LoadRatio) -> str:
    """Return a comparison as a table to be read."""
    budget = ratio.budget
    rows = [
        ("", "CPU s", "wall s", "peak MB"),
        ("plain copy", *_cells(ratio.plain_copy)),
        ("load", *_cells(ratio.load)),
        ("ratio", f"{ratio.cpu_ratio:.2f}", f"{ratio.wall_ratio:.2f}", ""),
        ("budget", f"{budget.cpu_ratio:.2f}", f"{budget.wall_ratio:.2f}", f"{budget.peak_megabytes:,}"),
    ]
    title = (
        f"load of {ratio.rows:,} changes ({ratio.title}, {ratio.megabytes:,} MB), "
        "compared with DuckDB's plain copy of them in UTF-8"
    )
    return "\n".join([title, *("".join(cell.rjust(WIDTH) for cell in row).rstrip() for row in rows)])


def _cells(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.cpu_seconds:.2f}", f"{cost.wall_seconds:.2f}", f"{cost.peak_megabytes:,}"
