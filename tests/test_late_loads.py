"""A later load never changes a closed month on the register basis (02-register 2.8), however hostile it is.

Random registers are cut into loads at random, so that out-moves, notices, cancellations, cancellations of
cancellations and rows of the base come after the months in which they would count were closed.
"""

import csv
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.ingest.deliveries import to_bytes
from tests.oracle.values import SEEDS
from tests.published_marts import GRAINS, current_marts, query, read_mart
from tests.random_registers import RandomStore, random_store
from tests.random_registers.columns import CHANGE_COLUMNS
from tests.random_registers.deliveries import WITH_AREAS, read_rows
from warehouse.balance import require_balance

Frozen = dict[str, Counter]


def known_reasons() -> set[str]:
    """Return the reasons a change may have: an initial entry is none (01-feed 1.4)."""
    with (SEEDS / "reason_codes.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["reason_code"] for row in rows if row["component"] != "initial"}


def write_closable(store: RandomStore, folder: Path) -> dict[str, Path]:
    """Write the deliveries without rows that forbid closing: torn ones and those of unmapped reasons."""
    folder.mkdir()
    reasons = known_reasons()
    paths = {}
    for name, content in store.files.items():
        columns = CHANGE_COLUMNS if "changes" in name else WITH_AREAS
        rows = read_rows(name, content, columns)
        sound = [row for row in rows if row.get("異動事由コード", "11") in reasons]
        paths[name.split(".")[0]] = folder / f"{name.split('.')[0]}.csv"
        (folder / f"{name.split('.')[0]}.csv").write_bytes(to_bytes(sound, columns))
    return paths


def closed_cells(home: Path, closed_through: dict[str, str]) -> Frozen:
    """Return the official cells of every mart in the closed months."""
    frozen = {}
    for mart in GRAINS:
        rows = read_mart(home, mart)
        frozen[mart] = Counter(
            {
                row: count
                for row, count in rows.items()
                if row[1] <= closed_through.get(row[0], "")
                and (mart != "movements_monthly" or row[2] == "register")
            }
        )
    return frozen


def close(home: Path, month: str, codes: list[str]) -> dict[str, str]:
    """Close a month and return it for each municipality."""
    report = report_of(home, "month", "close", month, "--municipality", *codes)
    assert report["municipality_codes"] == sorted(codes)
    return dict.fromkeys(codes, month)


def carried(home: Path) -> int:
    """Return how many rows the quality mart shows as carried forward."""
    ((rows,),) = query(
        home, "select coalesce(sum(row_count), 0) from quality_monthly where rule_code like 'carried%'"
    )
    return int(rows)


def assert_balanced(home: Path) -> None:
    months = query(home, "select municipality_code, strftime(stat_month, '%Y-%m') from covered_months")
    with duckdb.connect(str(current_marts(home)), read_only=True) as connection:
        require_balance(connection, months)


@pytest.mark.parametrize("seed", [22])
def test_later_loads_never_change_closed_months(seed: int, tmp_path: Path) -> None:
    """Two closings, each followed by loads full of late rows; municipalities close different months."""
    store = random_store(seed)
    paths = write_closable(store, tmp_path / "deliveries")
    bases = sorted(name for name in paths if "residents" in name and name < "03")
    home = open_store(tmp_path / "home")
    jukistat(home, "load", *(paths[name] for name in bases if name.startswith("01")), paths["03_changes"])
    jukistat(home, "build")
    covered = {code for (code,) in query(home, "select distinct municipality_code from covered_months")}
    early, late = sorted(covered)[::2], sorted(covered)[1::2]
    closed = close(home, "2024-03", early) | close_next(home, "2024-05", late)
    first = closed_cells(home, closed)
    jukistat(home, "load", *(paths[name] for name in bases if name.startswith("02")), paths["04_changes"])
    jukistat(home, "build")
    assert closed_cells(home, closed) == first
    assert carried(home) > 0
    assert_balanced(home)
    closed |= close(home, "2024-07", early)
    second = closed_cells(home, closed)
    jukistat(home, "load", paths["05_changes"], paths["99_residents"])
    jukistat(home, "build")
    assert closed_cells(home, closed) == second
    assert_balanced(home)


def close_next(home: Path, month: str, codes: list[str]) -> dict[str, str]:
    """Close a month after another closing: the version must stand on that one too."""
    assert "jukistat build" in jukistat(home, "month", "close", month, exit_code=2).stderr
    jukistat(home, "build")
    return close(home, month, codes)
