"""`bench` measures real processes and reports ratios; how good they are is no test (05-operations 5.4)."""

import json
from pathlib import Path

from tests.command_line import jukistat


def test_bench_reports_ratios_within_one_run(tmp_path: Path) -> None:
    out = tmp_path / "bench"
    table = jukistat(tmp_path / "home", "bench", "--rows", "2000", "--out", out).stdout
    for name, most in (("load", 2.0), ("load_cp932", 3.5)):
        report = json.loads((out / f"{name}.json").read_text())
        assert report["rows"] == 2000
        seconds = report["load"]["cpu_seconds"], report["plain_copy"]["cpu_seconds"]
        assert report["cpu_ratio"] == round(seconds[0] / seconds[1], 2)
        assert report["budget"] == {"cpu_ratio": most, "wall_ratio": most, "peak_megabytes": 1536}
    pace = json.loads((out / "scan.json").read_text())
    assert pace["values"] > 2000 and pace["budget"] == {"million_values_per_second": 2.0}
    assert pace["million_values_per_second"] == round(pace["values"] / 1e6 / pace["scan"]["wall_seconds"], 2)
    assert table == "\n".join((out / f"{name}.txt").read_text() for name in ("load", "load_cp932", "scan"))
    assert "ratio" in table
    assert list((tmp_path / "home").iterdir()) == []
