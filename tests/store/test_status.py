"""What a home holds, as `status` says it, and what the log keeps: counts and ids only (05-operations)."""

import json
from datetime import date
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from store.home import Home, open_home
from store.ledger import Delivery, read_deliveries, write_delivery
from store.months import MonthEntry, write_month_entry
from store.published import point_to
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import change, resident, write

COUNTS = ("received", "loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
DELIVERY = Delivery(
    delivery_id=1,
    file="a.csv",
    file_sha256="00",
    kind="changes",
    profile="std",
    loaded_at="2026-03-02T06:00:00",
    municipality_codes=["022039"],
    received=10,
    loaded=4,
    duplicate=3,
    superseded=2,
    quarantined=1,
    out_of_scope=0,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a base, changes, a refused delivery and a published version."""
    folder = tmp_path_factory.mktemp("status")
    home = folder / "home"
    jukistat(home, "keys", "init")
    write(folder / "in" / "residents.csv", [resident(n, 氏名="秘密花子") for n in range(1, 4)])
    write(folder / "in" / "changes.csv", [change(1), change(1), change(2, 1), change(3, 性別="秘密")])
    (folder / "秘密花子.csv").write_bytes(b"")
    jukistat(home, "load", folder / "in")
    jukistat(home, "load", folder / "秘密花子.csv", exit_code=3)
    publish_months(open_home(home))
    return home


def publish_months(home: Home) -> None:
    """Publish a version that has only what `status` reads of one."""
    names = ("municipality_code", "stat_month", "is_base_month", "is_assumed")
    months = [("022039", date(2024, 1, 1), False, True), ("022039", date(2023, 12, 1), True, False)]
    rows = [dict(zip(names, month, strict=True)) for month in months]
    folder = home.published / "v0001"
    (folder / "parquet").mkdir(parents=True)
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "parquet" / "covered_months.parquet")
    (folder / "manifest.json").write_text('{"ledger_id": 2}')
    point_to(home, "v0001")


def test_an_empty_home_says_so(tmp_path: Path) -> None:
    assert jukistat(tmp_path / "home", "status").stdout == (
        "Nothing is loaded yet.\nNothing is published yet.\n"
        "Not scanned yet; `jukistat scan` looks for register numbers.\n"
    )
    assert report_of(tmp_path / "home", "status") == {
        "deliveries": [],
        "missing_months": {},
        "months": [],
        "published": None,
        "reproductions": [],
        "last_scan": None,
    }


def test_status_shows_the_arithmetic_of_every_delivery(home: Path) -> None:
    status = report_of(home, "status")
    rows = [
        tuple(delivery[name] for name in ("file", "kind", "profile", *COUNTS))
        for delivery in status["deliveries"]
    ]
    assert rows == [
        ("residents.csv", "residents", "std", 3, 3, 0, 0, 0, 0),
        ("changes.csv", "changes", "std", 4, 1, 1, 1, 1, 0),
    ]
    assert (
        "4 received = 1 loaded + 1 duplicate + 1 superseded + 1 quarantined"
        in jukistat(home, "status").stdout
    )


def test_status_shows_months_and_the_published_version(home: Path) -> None:
    status = report_of(home, "status")
    assert status["published"]["version"] == "v0001"
    assert [(month["month"], month["is_base_month"], month["state"]) for month in status["months"]] == [
        ("2023-12", True, "provisional"),
        ("2024-01", False, "open"),
    ]
    assert "Months: 2023-12 provisional, 2024-01 open (assumed" in jukistat(home, "status").stdout


def test_status_knows_of_a_closing_before_the_next_build(home: Path) -> None:
    path = home / "ledger" / "months" / "000003.json"
    close = MonthEntry(3, "close", "2024-01", ["022039"], "2026-04-01T09:00:00", "2024-01")
    write_month_entry(open_home(home), close)
    assert {month["state"] for month in report_of(home, "status")["months"]} == {"closed"}
    assert "Months: 2023-12 to 2024-01 closed." in jukistat(home, "status").stdout
    path.unlink()


def test_reproductions_are_listed_apart_from_what_is_served(home: Path) -> None:
    folder = home / "published" / "r0001"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"as_known": "2024-01-31", "as_loaded": null, "ledger_id": 2}')
    status = report_of(home, "status")
    assert status["published"]["version"] == "v0001"
    assert status["reproductions"] == [
        {"version": "r0001", "as_known": "2024-01-31", "as_loaded": None, "ledger_id": 2}
    ]
    assert "r0001, as known by 2024-01-31, as loaded up to 2" in jukistat(home, "status").stdout


def test_the_log_keeps_counts_and_ids_only(home: Path) -> None:
    text = (home / "logs" / "jukistat.jsonl").read_text("utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    assert [event["event"] for event in events][:3] == [
        "delivery_loaded",
        "delivery_loaded",
        "delivery_refused",
    ]
    assert events[1]["quarantined"] == 1
    assert "秘密" not in text
    assert ".csv" not in text


def test_deliveries_are_read_as_they_were_written(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    write_delivery(home, DELIVERY)
    assert read_deliveries(home) == [DELIVERY]


@pytest.mark.parametrize(("received", "closes"), [(10, True), (11, False), (9, False)])
def test_the_arithmetic_closes_or_not(received: int, closes: bool) -> None:
    counts = {name: getattr(DELIVERY, name) for name in COUNTS}
    known = {name: getattr(DELIVERY, name) for name in Delivery.__dataclass_fields__}
    assert Delivery(**known | counts | {"received": received}).is_closed() is closes
