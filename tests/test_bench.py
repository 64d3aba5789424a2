"""`bench` measures real processes and reports ratios; how good they are is no test (05-operations 5.4)."""

import json
from pathlib import Path

from tests.command_line import jukistat


def test_bench_reports_ratios_within_one_run(tmp_path: Path) -> None:
    out = tmp_path / "bench"
    table = jukistat(tmp_path / "home", "bench", "--rows", "2000", "--out", out).stdout
    report = json.loads((out / "load.json").read_text())
    assert report["rows"] == 2000
    assert report["cpu_ratio"] == round(
        report["load"]["cpu_seconds"] / report["plain_copy"]["cpu_seconds"], 2
    )
    assert report["budget"] == {"cpu_ratio": 2.0, "wall_ratio": 2.0, "peak_megabytes": 1536}
    pace = json.loads((out / "scan.json").read_text())
    assert pace["values"] > 2000 and pace["budget"] == {"million_values_per_second": 2.0}
    assert pace["million_values_per_second"] == round(pace["values"] / 1e6 / pace["scan"]["wall_seconds"], 2)
    assert table == f"{(out / 'load.txt').read_text()}\n{(out / 'scan.txt').read_text()}"
    assert "ratio" in table
    assert list((tmp_path / "home").iterdir()) == []
