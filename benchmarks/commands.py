"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from store.arguments import add_verb
from store.home import Home, open_home

Measured = dict[str, tuple[dict[str, Any], str]]
"""By name: the measures for JSON, and as a table."""


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    bench = add_verb(
        verbs,
        "bench",
        _run_bench,
        summary="Measure `load` (UTF-8, CP932) against a plain copy and the pace of `scan`, or the pages.",
        example="jukistat bench --rows 1000000 --out bench",
    )
    bench.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="changes to load")
    bench.add_argument(
        "--out", type=Path, metavar="DIR", help="also write each measure here, as .json and as .txt"
    )
    bench.add_argument(
        "--pages", action="store_true", help="measure the dashboard of the home instead: 1, 10 and 50 readers"
    )
    bench.add_argument("--json", action="store_true", help="print JSON")


def _run_bench(options: argparse.Namespace) -> None:
    measured = _measure_pages(open_home(options.home)) if options.pages else _measure_files(options.rows)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, (summary, table) in measured.items():
            (options.out / f"{name}.json").write_text(json.dumps(summary) + "\n")
            (options.out / f"{name}.txt").write_text(table + "\n")
    if options.json:
        print(json.dumps({name: summary for name, (summary, _) in measured.items()}))
    else:
        print("\n\n".join(table for _, table in measured.values()))


def _measure_files(rows: int) -> Measured:
    from benchmarks.load_ratio import measure_loads, ratio_summary, ratio_table
    from benchmarks.scan_rate import measure_scan, rate_summary, rate_table

    with TemporaryDirectory(prefix="jukistat-bench-") as folder:
        ratios = measure_loads(Path(folder), rows)
        rate = measure_scan(Path(folder))
    loads = {name: (ratio_summary(ratio), ratio_table(ratio)) for name, ratio in ratios.items()}
    return {**loads, "scan": (rate_summary(rate), rate_table(rate))}


def _measure_pages(home: Home) -> Measured:
    from benchmarks.page_pace import measure_pages, pace_summary, pace_table

    pace = measure_pages(home)
    return {"pages": (pace_summary(pace), pace_table(pace))}
