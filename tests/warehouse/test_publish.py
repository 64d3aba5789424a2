"""A version appears whole, is pointed to last, and is never changed."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from store.errors import UsageError
from store.home import Home, open_home
from store.ledger import Delivery
from store.months import MonthEntry
from store.prefix import LedgerPrefix
from store.published import current_version_name, open_version
from store.vintage import Vintage
from warehouse.publish import publish

DELIVERY = Delivery(
    delivery_id=7,
    file="20240401_changes.csv",
    file_sha256="",
    kind="changes",
    profile="std",
    loaded_at="2024-04-02T06:00:00",
    municipality_codes=["022039"],
    received=0,
    loaded=0,
    duplicate=0,
    superseded=0,
    quarantined=0,
    out_of_scope=0,
)
PREFIX = LedgerPrefix([DELIVERY], [])


def write_build_file(path: Path, months: list[date]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema main_marts; create schema main_seeds; create schema main_intermediate"
        )
        connection.execute(
            "create table main_marts.covered_months (municipality_code varchar, stat_month date)"
        )
        for month in months:
            connection.execute("insert into main_marts.covered_months values ('022039', ?)", [month])
        connection.execute("create table main_seeds.sex_codes as select '1' as sex_code")
        connection.execute("create table main_intermediate.int_spells as select 42 as person_token")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def test_only_marts_and_code_lists_are_published(home: Home, tmp_path: Path) -> None:
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1), date(2024, 3, 1)])
    version = open_version(home, publish(home, PREFIX, build_file))
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert tables == {"covered_months", "sex_codes"}
    assert sorted(path.name for path in version.folder.iterdir()) == [
        "gated.duckdb",
        "manifest.json",
        "marts.duckdb",
        "parquet",
    ]
    assert version.manifest["ledger_id"] == 7
    assert version.manifest["made_date"] == "2024-04-02"
    assert (version.manifest["first_month"], version.manifest["last_month"]) == ("2024-02", "2024-03")


def test_versions_count_up_and_the_pointer_follows(home: Home, tmp_path: Path) -> None:
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1)])
    names = [publish(home, PREFIX, build_file) for _ in range(3)]
    assert names == ["v0001", "v0002", "v0003"]
    assert current_version_name(home) == "v0003"
    assert open_version(home, "v0001").manifest["marts"] == open_version(home).manifest["marts"]


def test_a_draft_left_by_a_crash_is_no_version(home: Home, tmp_path: Path) -> None:
    (home.published / ".v0001.draft" / "parquet").mkdir(parents=True)
    with pytest.raises(UsageError, match="Nothing is published yet"):
        open_version(home)
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1)])
    assert publish(home, PREFIX, build_file) == "v0001"
    assert not (home.published / ".v0001.draft").exists()


def test_a_reproduction_is_kept_but_not_served(home: Home, tmp_path: Path) -> None:
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1)])
    publish(home, PREFIX, build_file)
    vintage = Vintage(as_known=date(2024, 2, 29), as_loaded=7)
    assert publish(home, PREFIX, build_file, vintage) == "r0001"
    assert current_version_name(home) == "v0001"
    manifest = open_version(home, "r0001").manifest
    assert (manifest["as_known"], manifest["as_loaded"]) == ("2024-02-29", 7)
    served = open_version(home).manifest
    assert (served["as_known"], served["as_loaded"]) == (None, None)


def test_closed_months_travel_with_the_version_unless_knowledge_is_cut(home: Home, tmp_path: Path) -> None:
    """With an as-known date no month is final: what was recorded later is left out."""
    close = MonthEntry(8, "close", "2024-02", ["022039"], "2024-04-03T06:00:00", "2024-02")
    prefix = LedgerPrefix([DELIVERY], [close])
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1)])
    version = open_version(home, publish(home, prefix, build_file))
    assert version.closed_through == {"022039": "2024-02"}
    assert (version.manifest["ledger_id"], version.manifest["made_date"]) == (8, "2024-04-03")
    cut = publish(home, prefix, build_file, Vintage(as_known=date(2024, 2, 29)))
    assert open_version(home, cut).closed_through == {}
