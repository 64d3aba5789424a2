"""Every golden case through the command line: what `export` writes equals the case byte for byte."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cases_on_disk import CASES, case_names, deliveries_of, expected_files, expected_months, read_rows
from tests.command_line import jukistat, open_store, report_of
from tests.explained import unexplained

TOWN_NAME_COLUMN = "地域名"


def without_town_names(content: bytes) -> bytes:
    """Return the file with 地域名 blank, written again in the same form: the cases leave it blank."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    column = rows[0].index(TOWN_NAME_COLUMN)
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([*row[:column], "", *row[column + 1 :]] for row in rows[1:])
    return text.getvalue().encode("utf-8-sig")


def wrong_files(case: str, month: str, exported: Path) -> list[str]:
    """Return the expected files of a month that the export lacks or writes otherwise."""
    wrong = []
    for expected in expected_files(case, month):
        name = expected.relative_to(CASES / case / "expected" / month)
        if not (exported / name).exists():
            wrong.append(f"{month}/{name} is missing")
            continue
        content = (exported / name).read_bytes()
        if "_population_" in name.name:
            content = without_town_names(content)
        if content != expected.read_bytes():
            wrong.append(f"{month}/{name}: {first_difference(content, expected.read_bytes())}")
    return wrong


def first_difference(found: bytes, expected: bytes) -> str:
    """Return the first line that differs, for the reader of a failure."""
    pairs = zip(found.split(b"\r\n"), expected.split(b"\r\n"), strict=False)
    lines = [(number, a, b) for number, (a, b) in enumerate(pairs, start=1) if a != b]
    if not lines:
        return f"{len(found)} bytes, not {len(expected)}"
    number, a, b = lines[0]
    return f"line {number} is {a.decode(errors='replace')}, not {b.decode(errors='replace')}"


@pytest.fixture
def loaded_home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store with the deliveries of one case loaded, one by one, and built."""
    home = open_store(tmp_path / "home")
    for delivery in deliveries_of(request.param):
        jukistat(home, "load", delivery)
    jukistat(home, "build")
    return home


@pytest.mark.parametrize(
    ("case", "loaded_home"),
    [(name, name) for name in case_names()],
    indirect=["loaded_home"],
    ids=case_names(),
)
def test_golden_case(case: str, loaded_home: Path, tmp_path: Path) -> None:
    assert_ledger(case, loaded_home)
    assert_quarantine(case, loaded_home)
    wrong = []
    for month in expected_months(case):
        folder = tmp_path / "exports" / month
        jukistat(loaded_home, "export", "--month", month, "--out", folder, "--audience", "internal")
        wrong += wrong_files(case, month, folder)
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["audience"] == "internal"
    assert wrong == []
    assert unexplained(loaded_home, tries=40) == []
    published_row = CASES / case / "expected" / "published_row.csv"
    if published_row.exists():
        assert_published_row(published_row, tmp_path / "exports")


def assert_ledger(case: str, home: Path) -> None:
    """`status --json` has the arithmetic of every delivery, in load order."""
    expected = read_rows(CASES / case / "expected" / "ledger.csv")
    deliveries = report_of(home, "status")["deliveries"]
    assert [{name: str(delivery[name]) for name in expected[0]} for delivery in deliveries] == expected


def assert_quarantine(case: str, home: Path) -> None:
    """`quarantine list --json` has file, row and column; of the rules one has a fixed name."""
    path = CASES / case / "expected" / "quarantine.csv"
    expected = [tuple(row.values()) for row in read_rows(path)] if path.exists() else []
    rows = report_of(home, "quarantine", "list")["quarantine"]
    found = [
        (
            row["file"],
            str(row["row_number"]),
            row["column_name"] or "",
            row["rule"] if row["rule"] == "conflicting_row" else "",
        )
        for row in rows
    ]
    assert found == expected


def assert_published_row(published: Path, exports: Path) -> None:
    """The annual return equals the ministry's published row in every number."""
    [official] = read_rows(published)
    [returned] = exports.glob("*/official/mic_annual_*_total.csv")
    [row] = read_rows(returned)
    numbers = list(official)[3:]
    assert [float(row[name]) for name in numbers] == [float(official[name]) for name in numbers]


def test_loading_a_file_again_changes_nothing(tmp_path: Path) -> None:
    home = open_store(tmp_path / "home")
    deliveries = deliveries_of("08-quarantine-and-duplicates")
    for delivery in deliveries:
        jukistat(home, "load", delivery)
    before = report_of(home, "status")["deliveries"]
    again = jukistat(home, "load", *deliveries)
    assert report_of(home, "status")["deliveries"] == before
    assert again.stdout.strip() or again.stderr.strip(), "it must be said that nothing was to be done"
