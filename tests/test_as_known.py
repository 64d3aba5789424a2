"""What the register knew by a day: a reproduction of it equals a store that never heard of anything later."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cases_on_disk import deliveries_of
from tests.command_line import jukistat, open_store, report_of

CASES_AND_DAYS = [("04-late-reports-and-bases", "2024-02-29"), ("12-edges", "2024-02-29")]


def known_by(delivery: Path, day: str, folder: Path) -> Path:
    """Write the rows of a delivery that were recorded by the end of a day, and return the file."""
    with delivery.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    column = header.index("処理日時" if "処理日時" in header else "基準日")
    folder.mkdir(exist_ok=True)
    path = folder / delivery.name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *(row for row in rows if row[column][:10] <= day)])
    return path


def tables(home: Path, month: str, out: Path, *options: str) -> dict[str, bytes]:
    """Export a month and return every CSV of it; forms and manifest name the ledger id."""
    audience = ("--audience", "internal")
    jukistat(home, "export", "--month", month, "--out", out, *audience, *options)
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*.csv"))}


@pytest.mark.parametrize(("case", "day"), CASES_AND_DAYS)
def test_nothing_recorded_later_is_known(case: str, day: str, tmp_path: Path) -> None:
    whole, known = open_store(tmp_path / "whole"), open_store(tmp_path / "known")
    for delivery in deliveries_of(case):
        jukistat(whole, "load", delivery)
        jukistat(known, "load", known_by(delivery, day, tmp_path / "known_files"))
    jukistat(whole, "build")
    jukistat(known, "build")
    served = report_of(whole, "status")["published"]["version"]
    for month in ("2024-01", "2024-02"):
        remade = tables(whole, month, tmp_path / f"remade_{month}", "--as-known", day)
        assert remade == tables(known, month, tmp_path / f"known_{month}")
    assert report_of(whole, "status")["published"]["version"] == served
    tomorrow = date.fromisoformat(day) + timedelta(days=1)
    refused = jukistat(
        whole,
        *("export", "--month", f"{tomorrow:%Y-%m}", "--out", tmp_path / "out"),
        *("--audience", "internal", "--as-known", day),
        exit_code=2,
    )
    assert f"{tomorrow:%Y-%m}" in refused.stderr
