"""Closing, reopening and reproducing as an operator does it: a month becomes final and stays what it was.

The register of this test is likely, but a third of its rows come deliveries late: after months were closed.
"""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.cases_on_disk import CASES
from tests.command_line import jukistat, open_store, report_of
from tests.published_marts import query
from tests.random_registers.chronicle import by_delivery
from tests.random_registers.columns import CHANGE_COLUMNS, RESIDENT_COLUMNS
from tests.random_registers.deliveries import make_place, municipality_sample
from tests.random_registers.steady import Shares, make_steady_life

SEED = 21
PERSONS = 150
CLOSED = "2024-06"
"""The month closed here; late rows of it come afterwards."""
OFFICIAL = "select count(*), sum(movement_count) from movements_monthly where basis_code = 'register'"


def write_register(folder: Path) -> list[Path]:
    """Write the deliveries of two municipalities, the bases first; nothing in them is malformed."""
    random = Random(SEED)
    places = [make_place(random, code, PERSONS) for code in municipality_sample(random, 2)]
    shares = Shares(late=0.03, cancelled=0.05, corrected=0.05)
    lives = [
        make_steady_life(random, place, number, shares)
        for place in places
        for number in range(1, PERSONS + 1)
    ]
    first_month = min(f"{place.base_date:%Y-%m}" for place in places)
    rows = [row for life in lives for row in life.changes]
    tables = {
        f"01_residents_{place.code}.csv": (
            RESIDENT_COLUMNS,
            [life.base for life in lives if life.base and life.place == place],
        )
        for place in places
    }
    delivered = by_delivery(random, rows, first_month, late=0.3)
    for number, (_, batch) in enumerate(sorted(delivered.items()), start=10):
        tables[f"{number}_changes.csv"] = (CHANGE_COLUMNS, batch)
    folder.mkdir()
    for name, (columns, lines) in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(lines)
    return [folder / name for name in tables]


def export(home: Path, out: Path, *options: str) -> Path:
    """Export the closed month for use inside the office."""
    jukistat(home, "export", "--month", CLOSED, "--out", out, "--audience", "internal", *options)
    return out


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def frozen_tables(folder: Path) -> dict[str, Counter[str]]:
    """Return the rows of every CSV that stands on the register basis alone."""
    tables = {}
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        official = [row for row in rows if row.get("basis_code", "register") == "register"]
        tables[path.name] = Counter(json.dumps(row) for row in official)
    del tables["codes.csv"]  # lists the codes that any basis uses
    return tables


def states(home: Path) -> dict[str, set[str]]:
    """Return the states of each month over the municipalities."""
    months: dict[str, set[str]] = {}
    for month in report_of(home, "status")["months"]:
        months.setdefault(month["month"], set()).add(month["state"])
    return months


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store with a closed month and all that came later, and what was exported on the way."""
    folder = tmp_path_factory.mktemp("closing")
    paths = write_register(folder / "deliveries")
    home = open_store(folder / "home")
    early = [path for path in paths if path.name < "15"]
    jukistat(home, "load", *early)
    jukistat(home, "build")
    before = export(home, folder / "before")
    jukistat(home, "month", "close", CLOSED)
    jukistat(home, "build")
    closed = export(home, folder / "closed")
    jukistat(home, "load", *(path for path in paths if path not in early))
    jukistat(home, "build")
    later = export(home, folder / "later")
    return {"home": home, "before": before, "closed": closed, "later": later}


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_a_closed_month_never_changes(story: dict[str, Path]) -> None:
    assert frozen_tables(story["before"]) == frozen_tables(story["closed"])
    assert frozen_tables(story["closed"]) == frozen_tables(story["later"])


def test_rows_that_came_too_late_count_in_the_first_open_month(story: dict[str, Path]) -> None:
    """Nothing is lost, and the test above is no empty one: rows of the closed months did come later."""
    carried = query(
        story["home"],
        "select strftime(stat_month, '%Y-%m'), sum(row_count) from quality_monthly"
        " where rule_code = 'carried_forward' group by all",
    )
    assert [month for month, _ in carried] == ["2024-07"]
    assert carried[0][1] > 10


def test_the_state_of_a_month_is_told(story: dict[str, Path]) -> None:
    assert {place["state"] for place in manifest(story["before"])["municipalities"]} == {"open"}
    assert {place["state"] for place in manifest(story["later"])["municipalities"]} == {"closed"}
    months = states(story["home"])
    assert {state for month, told in months.items() for state in told if month <= CLOSED} == {"closed"}
    assert "closed" not in {state for month, told in months.items() for state in told if month > CLOSED}


@pytest.mark.parametrize("name", ["before", "closed"])
def test_an_earlier_export_is_made_again_byte_for_byte(
    story: dict[str, Path], name: str, tmp_path: Path
) -> None:
    """Every file: tables, forms, manifest, though much was loaded and a month closed since.

    In a copy of the store that has nothing published, so that the version is made anew.
    """
    original = story[name]
    copy = tmp_path / "home"
    shutil.copytree(story["home"], copy, ignore=shutil.ignore_patterns("published", "warehouse"))
    again = export(copy, tmp_path / "again", "--as-loaded", str(manifest(original)["ledger_id"]))
    assert all_bytes(again) == all_bytes(original)
    assert report_of(copy, "status")["published"] is None, "a reproduction is not served"


def test_closing_again_and_closing_what_is_not_there(story: dict[str, Path]) -> None:
    assert "nothing to do" in jukistat(story["home"], "month", "close", CLOSED).stdout
    refused = jukistat(story["home"], "month", "close", "2031-01", exit_code=2)
    assert "not covered" in refused.stderr


def test_reopening_needs_a_reason_keeps_it_and_gives_the_rows_back(story: dict[str, Path]) -> None:
    home = story["home"]
    total = query(home, OFFICIAL)[0][1]
    assert "--reason" in jukistat(home, "month", "reopen", CLOSED, exit_code=2).stderr
    jukistat(home, "month", "reopen", CLOSED, "--reason", "recount after an audit")
    jukistat(home, "build")
    assert "closed" not in states(home)[CLOSED]
    assert "closed" in states(home)["2024-05"]
    entries = [json.loads(path.read_text("utf-8")) for path in (home / "ledger" / "months").glob("*.json")]
    assert [entry["reason"] for entry in entries if entry["action"] == "reopen"] == ["recount after an audit"]
    log = (home / "logs" / "jukistat.jsonl").read_text("utf-8")
    assert "month_reopen" in log and "audit" not in log
    carried = query(home, "select sum(row_count) from quality_monthly where rule_code = 'carried_forward'")
    assert 0 < carried[0][0] < total


def test_a_month_is_not_closed_over_an_unmapped_reason(tmp_path: Path) -> None:
    """01-feed 1.4: an unmapped reason quarantines the row and blocks closing the month, not the load."""
    home = open_store(tmp_path / "home")
    case = CASES / "04-late-reports-and-bases"
    changes = tmp_path / "20240401_changes.csv"
    lines = (case / changes.name).read_text("utf-8-sig").splitlines()
    cells = lines[1].split(",")
    cells[6] = "99"
    changes.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", "utf-8")
    jukistat(home, "load", case / "20231231_residents.csv", case / "20240201_changes.csv", changes)
    jukistat(home, "build")
    refused = jukistat(home, "month", "close", "2024-03", exit_code=5)
    assert "no mapped reason" in refused.stderr
    assert "closed" not in {state for told in states(home).values() for state in told}
