"""全件照合 through the command line: a later residents delivery with planted differences of each kind.

What can never happen: a value, a number or a token of a person leaves the ledger through a reconciliation,
or a difference is counted that nobody can find. Rows are found by their coordinates, in the key zone only.
"""

import csv
import json
import stat
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.file_search import traces_in, traces_under
from tests.ingest.deliveries import CITY, OTHER_CITY, change, foreigner, resident, write
from tests.published_marts import query
from tests.sentinels import HOUSEHOLD_NUMBER, PERSON_NUMBER, SURNAME, all_traces
from tests.shared_homes import shared_folder

DAY = "2024-03-31"
PLANTED = {
    "世帯番号": HOUSEHOLD_NUMBER.written,
    "氏名": SURNAME.written,
}
BASE = [resident(number, **PLANTED if number == 8 else {}) for number in range(1, 9)]
MOVED = {"異動事由コード": "31", "町字コード": "0001002"}
DIED = {"異動事由コード": "23", "処理日時": "2024-03-31T10:00:00"}
TOO_LATE = {"異動事由コード": "11", "処理日時": "2024-04-01T10:00:00"}
CHANGES = [
    change(1, **MOVED),
    change(2, **DIED),
    change(20, 1, **TOO_LATE),
    change(21, 1, 異動事由コード="11"),
]
FIRST_LIST = [
    resident(1, 町字コード="0001002", 基準日=DAY),
    resident(3, 基準日=DAY),
    resident(4, 基準日=DAY, 町字コード="0001002", 性別="2", 世帯番号="77", 続柄="妻"),
    resident(5, 基準日=DAY, 生年月日="1980-06-00"),
]
SECOND_LIST = [
    resident(6, 基準日=DAY, **foreigner()),
    resident(7, 基準日=DAY, 性別="9"),
    resident(PERSON_NUMBER.written, 基準日=DAY, **PLANTED),
    resident(21, 基準日=DAY),
]
MISSING, EXTRA = 1, 2
"""On the list only: the sentinel. By the changes only: 7, whose row is refused, and 8."""


@pytest.fixture(scope="module")
def reconciled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a base, changes, and a later list in two files; built."""
    return shared_folder(tmp_path_factory, "reconciled", reconcile) / "home"


def reconcile(folder: Path) -> None:
    home = open_store(folder / "home")
    jukistat(home, "load", write(folder / "base.csv", BASE), write(folder / "changes.csv", CHANGES))
    later = [write(folder / "later_1.csv", FIRST_LIST), write(folder / "later_2.csv", SECOND_LIST)]
    jukistat(home, "load", *later)
    (folder / "build.txt").write_text(jukistat(home, "build").stdout, "utf-8")


def listed(home: Path) -> list[dict[str, str]]:
    """Return the coordinates of the reconciliation."""
    (path,) = (home / "key" / "reconciliation").iterdir()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_build_says_what_differs_and_where(reconciled: Path) -> None:
    path = reconciled / "key" / "reconciliation" / f"{CITY}_{DAY}.csv"
    said = (reconciled.parent / "build.txt").read_text("utf-8").splitlines()
    assert said[1:] == [
        f"{CITY} {DAY}: register 7, derived 8; {MISSING} missing, {EXTRA} extra, 3 different; "
        f"1 rows of the list wait. Coordinates: {path}"
    ]


def test_every_cell_explains_its_difference(reconciled: Path) -> None:
    """4 moved town and sex, 6 is a foreigner to the register, 5 differs within the cell."""
    cells = query(
        reconciled,
        "select town_code, sex_code, resident_kind_code, register_count, derived_count, difference,"
        " missing_count, extra_count, different_count, moved_in_count, moved_out_count"
        " from reconciliation order by all",
    )
    assert cells == [
        ("0001001", "1", "1", 4, 7, -3, MISSING, EXTRA, 1, 0, 2),
        ("0001001", "1", "2", 1, 0, 1, 0, 0, 1, 1, 0),
        ("0001002", "1", "1", 1, 1, 0, 0, 0, 0, 0, 0),
        ("0001002", "2", "1", 1, 0, 1, 0, 0, 1, 1, 0),
    ]


def test_differences_are_counted_by_attribute(reconciled: Path) -> None:
    found = query(
        reconciled, "select attribute_code, person_count from reconciliation_attributes order by all"
    )
    assert found == [
        ("birth_date", 1),
        ("household", 1),
        ("householder", 1),
        ("resident_kind", 1),
        ("sex", 1),
        ("town", 1),
    ]


def test_coordinates_lead_to_the_rows(reconciled: Path) -> None:
    found = [tuple(row.values()) for row in listed(reconciled)]
    assert found == [
        (
            "different",
            "household householder sex town",
            "3",
            "later_1.csv",
            "3",
            "1",
            "residents",
            "base.csv",
            "4",
        ),
        ("different", "birth_date", "3", "later_1.csv", "4", "1", "residents", "base.csv", "5"),
        ("different", "resident_kind", "4", "later_2.csv", "1", "1", "residents", "base.csv", "6"),
        ("extra", "", "", "", "", "1", "residents", "base.csv", "7"),
        ("extra", "", "", "", "", "1", "residents", "base.csv", "8"),
        ("missing", "", "4", "later_2.csv", "3", "", "", "", ""),
    ]


def test_only_the_key_zone_knows_persons(reconciled: Path) -> None:
    folder = reconciled / "key" / "reconciliation"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    said = (reconciled.parent / "build.txt").read_bytes()
    assert traces_in([("build", said)], all_traces()) == []
    assert traces_under([reconciled], all_traces()) == []


def test_nothing_published_names_a_row(reconciled: Path) -> None:
    """Marts of the reconciliation hold counts only: no file, no row number, no token."""
    columns = query(
        reconciled,
        "select distinct column_name from duckdb_columns() where table_name like 'reconciliation%'",
    )
    keys = {"municipality_code", "base_date", "town_code", "sex_code", "resident_kind_code", "attribute_code"}
    assert {name for (name,) in columns if not name.endswith("_count")} == {*keys, "difference"}


def test_a_change_that_comes_later_settles_its_difference(tmp_path: Path) -> None:
    """The same list is compared anew at every build; without a difference nothing is left in the key zone."""
    home = open_store(tmp_path / "home")
    jukistat(home, "load", write(tmp_path / "base.csv", [resident(1), resident(2)]))
    other = {"市区町村コード": OTHER_CITY, "町字コード": ""}
    jukistat(home, "load", write(tmp_path / "other.csv", [resident(1, 基準日=DAY, **other)]))
    jukistat(home, "load", write(tmp_path / "later.csv", [resident(1, 基準日=DAY)]))
    (found,) = report_of(home, "build")["reconciliations"]
    path = Path(found["coordinates_file"])
    assert (found["municipality_code"], found["extra_count"], len(listed(home))) == (CITY, 1, 1)
    jukistat(home, "load", write(tmp_path / "changes.csv", [change(2, **DIED)]))
    (settled,) = report_of(home, "build")["reconciliations"]
    assert settled == {
        "municipality_code": CITY,
        "base_date": DAY,
        "register_count": 1,
        "derived_count": 1,
        "missing_count": 0,
        "extra_count": 0,
        "different_count": 0,
        "waiting_count": 0,
        "coordinates_file": None,
    }
    assert not path.exists()
    assert json.loads((home / "published" / "CURRENT").read_text("utf-8"))["version"] == "v0002"
