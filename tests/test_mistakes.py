"""Mistakes and how they are mended, as one story of a city told through the command line (05-operations 5.1).

January brings an unmapped reason, a strange sex and a torn line; February sends one row again in good form
and one with other content; March repeats February; February is taken back and loaded again. Everything is
checked against what each file says, after every step.
"""

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.quarantine_reports import refused_counts, refused_rows
from store.home import open_home
from store.prefix import read_prefix
from store.status import read_status
from tests.command_line import jukistat, open_store, report_of
from tests.ingest.deliveries import CITY, change, resident, to_bytes, write
from tests.published_marts import query
from warehouse.register_rows import mount_rows

OUTCOMES = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
WHY = "confirmed with the residents section"


def arrival(number: int, day: str, **cells: str) -> dict[str, str]:
    """Return a person's first row: an in-migration of a man, recorded and notified that day."""
    dates = {"異動年月日": day, "届出年月日": day, "処理日時": f"{day}T10:00:00"}
    return change(number, 1, **{"異動事由コード": "11", **dates, **cells})


UNMAPPED, STRANGE, TWICE = (
    arrival(12, "2024-01-12"),
    arrival(13, "2024-01-15"),
    arrival(14, "2024-01-20"),
)
JANUARY = [
    arrival(11, "2024-01-10"),
    UNMAPPED | {"異動事由コード": "77"},
    STRANGE | {"性別": "9"},
    TWICE,
]
CORRECTED = TWICE | {"性別": "2"}
FEBRUARY = [UNMAPPED, CORRECTED, arrival(15, "2024-02-05"), JANUARY[0]]
MARCH = [arrival(15, "2024-02-05"), JANUARY[0], CORRECTED, STRANGE, arrival(16, "2024-03-01")]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deliveries; January has a torn line as its last but one row."""
    folder = tmp_path_factory.mktemp("mistakes")
    write(folder / "residents.csv", [resident(number) for number in (1, 2)])
    *lines, last = to_bytes(JANUARY).splitlines(keepends=True)
    (folder / "january.csv").write_bytes(b"".join([*lines, f"{CITY},17\n".encode(), last]))
    write(folder / "february.csv", FEBRUARY)
    write(folder / "march.csv", MARCH)
    return folder


def counted(home: Path) -> list[tuple[int, ...]]:
    """Return id, rows received, loaded, duplicate and quarantined of every delivery; each adds up."""
    deliveries = read_status(open_home(home))["deliveries"]
    assert all(each["received"] == sum(each[name] for name in OUTCOMES) for each in deliveries)
    names = ("delivery_id", "received", "loaded", "duplicate", "quarantined")
    return [tuple(each[name] for name in names) for each in deliveries]


def waiting(home: Path) -> list[tuple[int, int, str]]:
    """Return delivery, row and rule of what waits; the counts by delivery and rule say as many."""
    store = open_home(home)
    rows = [row for row in refused_rows(store) if row["is_waiting"]]
    assert sum(each["waiting"] for each in refused_counts(store)) == len(rows)
    return [(each["delivery_id"], each["row_number"], each["rule"]) for each in rows]


def in_force(home: Path, as_loaded: int | None = None) -> set[tuple[int, int]]:
    """Return delivery and row of the changes a table of this ledger id would be made of."""
    store = open_home(home)
    with duckdb.connect() as connection:
        connection.execute("create schema register")
        mount_rows(connection, store, read_prefix(store, as_loaded), None)
        rows = connection.execute("select delivery_id, row_number from register.changes").fetchall()
    return set(rows)


def residents(home: Path, month: str) -> dict[str, int]:
    """Return the published stock of a month by sex."""
    statement = (
        "select sex_code, sum(population_count)::integer from population_monthly"
        f" where strftime(stat_month, '%Y-%m') = '{month}' group by sex_code"
    )
    return dict(query(home, statement))


def ordered(home: Path, inbox: Path, tmp_path: Path) -> None:
    """Look at what January left in quarantine, in every way there is."""
    assert "1 refused, 1 waiting" in jukistat(home, "quarantine", "list").stdout
    explained = jukistat(home, "quarantine", "explain", "2", "3").stdout
    assert explained.startswith("january.csv (delivery 2), row 3, column 性別: sex_code_unknown\n")
    rules = [each["rule"] for each in report_of(home, "quarantine", "explain")["rules"]]
    assert rules == ["reason_code_unknown", "sex_code_unknown", "field_count"]
    out = tmp_path / "waiting.csv"
    assert report_of(home, "quarantine", "export", "--out", out) == {"file": str(out), "rows": 3}
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["file"], row["row_number"], row["column_name"]) for row in csv.DictReader(stream)]
    assert rows == [
        ("january.csv", "2", "異動事由コード"),
        ("january.csv", "3", "性別"),
        ("january.csv", "4", ""),
    ]


def test_mistakes_are_mended_one_after_another(inbox: Path, tmp_path: Path) -> None:
    home = open_store(tmp_path / "home")
    jukistat(home, "load", inbox / "residents.csv", inbox / "january.csv")
    assert counted(home)[1:] == [(2, 5, 2, 0, 3)]
    unmapped, strange, torn = (2, 2, "reason_code_unknown"), (2, 3, "sex_code_unknown"), (2, 4, "field_count")
    assert waiting(home) == [unmapped, strange, torn]
    ordered(home, inbox, tmp_path)
    jukistat(home, "build")
    assert residents(home, "2024-01") == {"1": 2 + 2}
    refused = jukistat(home, "month", "close", "2024-01", exit_code=5).stderr
    assert "2 quarantined rows that may count in it have no mapped reason" in refused
    assert "No row that waits would be accepted today" in jukistat(home, "quarantine", "replay").stdout

    # the reason comes again in good form: its row waits no longer; of the torn line nothing is to come
    jukistat(home, "load", inbox / "february.csv")
    conflict = (3, 2, "conflicting_row")
    assert counted(home)[2:] == [(3, 4, 2, 1, 1)]
    assert waiting(home) == [strange, torn, conflict]
    assert report_of(home, "quarantine", "settle", "2", "4", "--reason", WHY)["entry_id"] == 4
    assert (
        "only a conflicting row"
        in jukistat(home, "quarantine", "accept", "2", "3", "--reason", WHY, exit_code=2).stderr
    )
    accepted = report_of(home, "quarantine", "accept", "3", "2", "--reason", WHY)
    assert (accepted["delivery_id"], accepted["replay_of"]) == (5, 3)
    assert counted(home)[2:] == [(3, 4, 2, 1, 1), (5, 1, 1, 0, 0)]
    assert waiting(home) == [strange]
    assert in_force(home) == {(2, 1), (3, 1), (3, 3), (5, 2)}
    assert in_force(home, as_loaded=4) == {(2, 1), (2, 5), (3, 1), (3, 3)}

    # March repeats what is in force, the correction too, and brings the strange row in good form
    jukistat(home, "load", inbox / "march.csv")
    assert counted(home)[4:] == [(6, 5, 2, 3, 0)]
    assert waiting(home) == []
    jukistat(home, "build")
    assert residents(home, "2024-01") == {"1": 2 + 1 + 1 + 1, "2": 1}
    assert residents(home, "2024-03") == {"1": 2 + 1 + 1 + 1 + 1 + 1, "2": 1}
    assert report_of(home, "month", "close", "2024-01")["entry_id"] == 7
    withdraw_february(home, inbox, tmp_path)


def withdraw_february(home: Path, inbox: Path, tmp_path: Path) -> None:
    """Take February back after January was closed, and load it again."""
    take_back = ("delivery", "withdraw", "3", "--reason", WHY)
    closed = jukistat(home, *take_back, exit_code=2).stderr
    assert f"belongs to 2024-01 of {CITY}, which is closed. Run `jukistat month reopen 2024-01" in closed
    jukistat(home, "month", "reopen", "2024-01", "--reason", WHY)
    archived = shutil.move(inbox / "march.csv", tmp_path / "archived.csv")
    assert "march.csv, the file of delivery 6, is needed" in jukistat(home, *take_back, exit_code=2).stderr
    assert len(counted(home)) == 5
    withdrawal = report_of(home, *take_back, "--file", archived)
    assert (withdrawal["entry_id"], withdrawal["delivery_ids"]) == (9, [3, 5])
    assert [each["replay_of"] for each in withdrawal["deliveries"]] == [6]

    # of what March repeated, one row is new now, the other conflicts with the row that is back
    assert counted(home)[5:] == [(10, 2, 1, 0, 1)]
    unmapped = (2, 2, "reason_code_unknown")
    assert waiting(home) == [unmapped, (10, 3, "conflicting_row")]
    status = report_of(home, "status")
    assert [each["delivery_id"] for each in status["deliveries"] if each["withdrawn"]] == [3, 5]
    assert status["missing_months"] == {}
    assert "february.csv  std changes  withdrawn" in jukistat(home, "status").stdout
    assert in_force(home) == {(2, 1), (2, 5), (6, 4), (6, 5), (10, 1)}
    assert in_force(home, as_loaded=8) == {(2, 1), (3, 1), (3, 3), (5, 2), (6, 4), (6, 5)}

    jukistat(home, "load", inbox / "february.csv")
    assert counted(home)[6:] == [(11, 4, 1, 2, 1)]
    assert waiting(home) == [(10, 3, "conflicting_row"), (11, 2, "conflicting_row")]
    jukistat(home, "build")
    assert residents(home, "2024-03") == {"1": 2 + 1 + 1 + 1 + 1 + 1 + 1}
    ((reason,),) = [
        (json.loads(path.read_text())["reason"],)
        for path in (home / "ledger" / "rulings").glob("000009.json")
    ]
    assert reason == WHY
    assert WHY not in (home / "logs" / "jukistat.jsonl").read_text()
