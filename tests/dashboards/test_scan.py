"""The home that the commands themselves have built holds no register number, and データ品質 says so."""

import json
import shutil
from pathlib import Path

from store.home import open_home
from store.scans import read_last_scan
from tests.command_line import report_of
from tests.dashboards.reading import figure, html_of, open_page, table
from tests.published_marts import query


def test_a_built_home_is_clean_and_the_page_says_so(home: Path) -> None:
    """Keys, links, ledger, build file, marts, dbt's artefacts, logs: no false alarm in any of them."""
    report = report_of(home, "scan")
    assert report["findings"] == []
    ((rows,),) = query(home, "select sum(loaded) from delivery_ledger")
    assert report["values"] > 30 * rows and report["files"] > 100 and report["municipalities"] == 2
    assert read_last_scan(open_home(home)) == report
    page = html_of(open_page(home, "quality"))
    assert (
        f"表の値 {report['values']:,}個）を点検し、個人番号・住民票コード・宛名番号・世帯番号は見つかりません"
        in page
    )
    assert "no My Number, resident record code" in html_of(open_page(home, "quality", lang="en"))


def test_findings_are_counted_by_kind_and_not_located(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "published", tmp_path / "published")
    assert "まだ点検されていません" in html_of(open_page(tmp_path, "quality"))
    found = [("my_number", "a.log", 3), ("my_number", "b.log", 1), ("person_number", "c.log", 5)]
    report = {
        "scanned_at": "2026-11-26T06:00:00",
        "files": 7,
        "bytes": 2**21,
        "values": 1000,
        "by_chance": [],
        "findings": [
            {"file": file, "place": "text", "kind": kind, "count": count} for kind, file, count in found
        ],
    }
    (tmp_path / "logs").mkdir(exist_ok=True)
    (tmp_path / "logs" / "scan-2026-11-26T060000.json").write_text(json.dumps(report))
    app = open_page(tmp_path, "quality")
    assert "3か所で番号が見つかりました" in html_of(app) and "a.log" not in html_of(app)
    shown = table(app, "見つかった番号").body
    assert [(name, *map(figure, counts)) for name, *counts in shown] == [
        ("個人番号とみられる番号", 2, 4),
        ("宛名番号", 1, 5),
    ]
    assert "at 3 places" in html_of(open_page(tmp_path, "quality", lang="en"))
