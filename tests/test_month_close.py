"""Closing, late rows, reopening: two municipalities, through the command line."""

import json
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.published_marts import query

REASON = "the branch office sent its January late"


def arrivals(home: Path) -> dict[tuple[str, str], int]:
    """Return the in-migrations on the register basis by municipality and month."""
    rows = query(
        home,
        "select municipality_code, strftime(stat_month, '%Y-%m'), sum(movement_count)::integer"
        " from movements_monthly where basis_code = 'register' and reason_code = '11' group by all",
    )
    return {(code, month): count for code, month, count in rows}


def arrival(code: str, number: int, day: str, **cells: str) -> dict[str, str]:
    """Return a person's first row: an in-migration recorded and notified that day."""
    dates = {"異動年月日": day, "届出年月日": day, "処理日時": f"{day}T10:00:00"}
    return change(number, 1, **{"市区町村コード": code, "異動事由コード": "11", **dates, **cells})


def states(home: Path) -> dict[tuple[str, str], str]:
    months = report_of(home, "status")["months"]
    return {(each["municipality_code"], each["month"]): each["state"] for each in months}


def exported_states(home: Path, out: Path) -> dict[str, str]:
    """Return what the manifest of January says of each municipality."""
    jukistat(home, "export", "--month", "2024-01", "--out", out, "--audience", "internal")
    manifest = json.loads((out / "manifest.json").read_text())
    return {each["municipality_code"]: each["state"] for each in manifest["municipalities"]}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deliveries: the bases, January and February, what came too late, and a reason nobody mapped."""
    folder = tmp_path_factory.mktemp("closing")
    places = (CITY, OTHER_CITY)
    write(folder / "residents.csv", [resident(1, 市区町村コード=code) for code in places])
    first = [arrival(code, 2, "2024-01-10") for code in places]
    first += [arrival(code, 3, "2024-02-10") for code in places]
    write(folder / "first.csv", first)
    write(folder / "late.csv", [arrival(code, 4, "2024-01-20") for code in places])
    write(folder / "unmapped.csv", [arrival(CITY, 5, "2024-02-20", 異動事由コード="77")])
    return folder


def test_a_month_is_closed_kept_and_reopened(inbox: Path, tmp_path: Path) -> None:
    home = open_store(tmp_path / "home")
    jukistat(home, "load", inbox / "residents.csv", inbox / "first.csv", "--through", "2024-02-29")
    jukistat(home, "build")
    said = jukistat(home, "month", "close", "2024-01", "--municipality", CITY).stdout
    assert "Closed 2023-12 to 2024-01 of 022039 (ledger entry 3)." in said
    assert "assumed" not in said
    assert "nothing to do" in jukistat_after_build(home, "month", "close", "2024-01", "--municipality", CITY)
    assert states(home)[CITY, "2024-01"] == "closed"
    assert states(home)[OTHER_CITY, "2024-01"] == states(home)[CITY, "2024-02"] == "provisional"
    assert exported_states(home, tmp_path / "closed") == {CITY: "closed", OTHER_CITY: "provisional"}

    load = report_of(home, "load", inbox / "late.csv", "--through", "2024-02-29")
    assert [each["delivery_id"] for each in load["deliveries"]] == [4]
    jukistat(home, "build")
    assert arrivals(home) == {
        (CITY, "2024-01"): 1,
        (CITY, "2024-02"): 1 + 1,  # February's own and the late one, carried forward
        (OTHER_CITY, "2024-01"): 1 + 1,
        (OTHER_CITY, "2024-02"): 1,
    }

    jukistat(home, "month", "reopen", "2024-01", exit_code=2)
    report = report_of(home, "month", "reopen", "2024-01", "--reason", REASON)
    assert (report["entry_id"], report["municipality_codes"]) == (5, [CITY])
    jukistat(home, "build")
    assert set(arrivals(home).values()) == {2, 1}
    assert arrivals(home)[CITY, "2024-01"] == 1 + 1
    assert states(home)[CITY, "2024-01"] == "provisional"
    assert REASON in (home / "ledger" / "months" / "000005.json").read_text()
    log = (home / "logs" / "jukistat.jsonl").read_text()
    assert '"month_reopen", "entry_id": 5' in log
    assert REASON not in log


def jukistat_after_build(home: Path, *arguments: str) -> str:
    """Build, then run a verb: closing needs a version of the whole ledger."""
    assert "Run `jukistat build`" in jukistat(home, *arguments, exit_code=2).stderr
    jukistat(home, "build")
    return jukistat(home, *arguments).stdout


def test_what_stands_against_closing(inbox: Path, tmp_path: Path) -> None:
    """An unmapped reason holds its month and no earlier one; a digest that differs holds the next build."""
    home = open_store(tmp_path / "home")
    jukistat(home, "load", inbox / "residents.csv", inbox / "first.csv")
    jukistat(home, "load", inbox / "unmapped.csv")
    assert "Nothing is published" in jukistat(home, "month", "close", "2024-01", exit_code=2).stderr
    jukistat(home, "build")
    refused = jukistat(home, "month", "close", "2024-02", exit_code=5).stderr
    assert "2024-02 of 022039 cannot be closed: 1 quarantined rows" in refused
    assert not (home / "ledger" / "months").exists()
    assert "2024-09 is not covered" in jukistat(home, "month", "close", "2024-09", exit_code=2).stderr
    assert "for municipality 011002" in not_here(home)
    said = jukistat(home, "month", "close", "2024-02", "--municipality", OTHER_CITY).stdout
    assert "That 2023-12 to 2024-02 is complete is assumed" in said

    path = home / "ledger" / "months" / "000004.json"
    entry = json.loads(path.read_text())
    entry["digests"][OTHER_CITY]["2024-01"]["households_monthly"] = "0" * 64
    path.write_text(json.dumps(entry))
    failed = jukistat(home, "build", exit_code=5).stderr
    assert f"{OTHER_CITY} 2024-01 households_monthly" in failed
    assert report_of(home, "status")["published"]["version"] == "v0001"


def not_here(home: Path) -> str:
    return jukistat(home, "month", "close", "2024-01", "--municipality", "011002", exit_code=2).stderr
