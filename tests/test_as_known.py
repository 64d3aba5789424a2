"""What the register knew by a day: a reproduction of it equals a store that never heard of anything later."""

import csv
from datetime import date, timedelta
from pathlib import Path

from tests.cases_on_disk import deliveries_of
from tests.chronicle_telling import without_closings, write_delivery
from tests.command_line import jukistat, open_store, report_of
from tests.random_registers import steady_chronicle

CASE = "04-late-reports-and-bases"
DAY_OF_CASE, DAY_OF_REGISTER = "2024-02-29", "2025-03-31"


def known_by(delivery: Path, day: str, folder: Path) -> Path:
    """Write the rows of a delivery that were recorded by the end of a day, and return the file.

    Torn rows stay; they wait in either store.
    """
    with delivery.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    column = header.index("処理日時" if "処理日時" in header else "基準日")
    folder.mkdir(exist_ok=True)
    path = folder / delivery.name
    with path.open("w", encoding="utf-8", newline="") as stream:
        known = (row for row in rows if len(row) <= column or row[column][:10] <= day)
        csv.writer(stream).writerows([header, *known])
    return path


def tables(home: Path, month: str, out: Path, *options: str) -> dict[str, bytes]:
    """Export a month and return every CSV of it; forms and manifest name the ledger id."""
    audience = ("--audience", "internal")
    jukistat(home, "export", "--month", month, "--out", out, *audience, *options)
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*.csv"))}


def whole_and_known(deliveries: list[Path], day: str, folder: Path) -> tuple[Path, Path]:
    """Return a built store of all rows, and one of those recorded by a day only."""
    whole, known = open_store(folder / "whole"), open_store(folder / "known")
    jukistat(whole, "load", *deliveries)
    jukistat(known, "load", *(known_by(delivery, day, folder / "known_files") for delivery in deliveries))
    jukistat(whole, "build")
    jukistat(known, "build")
    return whole, known


def test_nothing_recorded_later_is_known(tmp_path: Path) -> None:
    day = DAY_OF_CASE
    whole, known = whole_and_known(deliveries_of(CASE), day, tmp_path)
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


def test_nothing_recorded_later_is_known_of_a_random_register(tmp_path: Path) -> None:
    """Late, cancelled and corrected rows on both sides of the day, of several municipalities."""
    (tmp_path / "files").mkdir()
    told = without_closings(steady_chronicle(3))
    deliveries = [write_delivery(delivery, tmp_path / "files") for delivery in told]
    whole, known = whole_and_known(deliveries, DAY_OF_REGISTER, tmp_path)
    month = DAY_OF_REGISTER[:7]
    remade = tables(whole, month, tmp_path / "remade", "--as-known", DAY_OF_REGISTER)
    assert remade == tables(known, month, tmp_path / "known_export")
    assert remade != tables(whole, month, tmp_path / "all_export")
