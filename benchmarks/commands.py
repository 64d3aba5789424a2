"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from store.arguments import add_verb


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    bench = add_verb(
        verbs,
        "bench",
        _run_bench,
        summary="Measure `load`, UTF-8 and CP932, against DuckDB's plain copy, and the pace of `scan`.",
        example="jukistat bench --rows 1000000 --out bench",
    )
    bench.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="changes to load")
    bench.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="also write load, load_cp932 and scan, .json and .txt each, here",
    )
    bench.add_argument("--json", action="store_true", help="print JSON")


def _run_bench(options: argparse.Namespace) -> None:
    from benchmarks.load_ratio import measure_loads, ratio_summary, ratio_table
    from benchmarks.scan_rate import measure_scan, rate_summary, rate_table

    with TemporaryDirectory(prefix="jukistat-bench-") as folder:
        ratios = measure_loads(Path(folder), options.rows)
        rate = measure_scan(Path(folder))
    summaries = {name: ratio_summary(ratio) for name, ratio in ratios.items()} | {"scan": rate_summary(rate)}
    tables = {name: ratio_table(ratio) for name, ratio in ratios.items()} | {"scan": rate_table(rate)}
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            (options.out / f"{name}.json").write_text(json.dumps(summaries[name]) + "\n")
            (options.out / f"{name}.txt").write_text(table + "\n")
    print(json.dumps(summaries) if options.json else "\n\n".join(tables.values()))
