"""The whole path, on random hostile registers, equals the oracle row by row.

Random because rules fail where two of them meet; through the command line because that is what a city runs.
Many small municipalities share a store, as 01-feed 1.5 allows, so that one build tries thousands of lives.
"""

from datetime import date
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.marts_against_oracle import broken_identities, wrong_rows
from tests.oracle.calendar import month_of
from tests.oracle.judging import Store, load_all
from tests.oracle.tables import Oracle
from tests.published_marts import query
from tests.random_registers import random_store, resplit_store, write_files
from tests.random_registers.deliveries import LATER_RESIDENTS

OUTCOMES = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")


def wrong_ledger(home: Path, store: Store) -> list[str]:
    deliveries = report_of(home, "status")["deliveries"]
    found = {row["file"]: [row["kind"], *(row[name] for name in OUTCOMES)] for row in deliveries}
    expected = {file: [kind, *(rows[name] for name in OUTCOMES)] for file, kind, rows in store.ledger}
    return [
        f"{file}: {found.get(file)}, not {row}" for file, row in expected.items() if found.get(file) != row
    ]


def assert_equal_to_oracle(home: Path, oracle: Oracle) -> None:
    """One assertion for all marts, so that a failure shows every mart that differs."""
    assert wrong_rows(home, oracle) == {}
    assert broken_identities(home, oracle) == []
    assert oracle.outcomes().total() == loaded_by_base_and_changes(home)


def loaded_by_base_and_changes(home: Path) -> int:
    """Return "rows loaded (of changes and the base)" (3.4); the later 全件データ is not among them."""
    deliveries = report_of(home, "status")["deliveries"]
    return sum(
        delivery["loaded"] for delivery in deliveries if not delivery["file"].startswith(LATER_RESIDENTS)
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_random_registers_of_one_load(seed: int, tmp_path: Path) -> None:
    """Everything in one call, as a directory: residents go first, whatever the names say."""
    store = random_store(seed)
    paths = write_files(store, tmp_path / "deliveries")
    home = open_store(tmp_path / "home")
    jukistat(home, "load", tmp_path / "deliveries")
    jukistat(home, "build")
    loaded = load_all(sorted(paths, key=lambda path: ("residents" not in path.name, path.name)))
    assert wrong_ledger(home, loaded) == []
    assert_equal_to_oracle(home, Oracle(loaded))
    assert query(home, "select distinct is_assumed from covered_months where not is_base_month") == [(True,)]


def test_random_registers_of_several_loads_with_a_declared_month(tmp_path: Path) -> None:
    """Delivery after delivery, with a word how far they are complete: those months are not assumed."""
    store = random_store(3)
    paths = write_files(store, tmp_path / "deliveries")
    home = open_store(tmp_path / "home")
    complete_to = date(2024, 12, 31)
    base = [path for path in paths if path.name < "03"]
    rest = [path for path in paths if path.name >= "03"]
    jukistat(home, "load", *base)
    for path in rest:
        jukistat(home, "load", path, "--through", complete_to.isoformat())
    jukistat(home, "build")
    loaded = load_all(paths)
    assert wrong_ledger(home, loaded) == []
    assert_equal_to_oracle(home, Oracle(loaded, last_month=month_of(complete_to)))
    assert query(home, "select distinct is_assumed from covered_months where not is_base_month") == [(False,)]


def test_order_and_cut_of_deliveries_do_not_matter(tmp_path: Path) -> None:
    """The same rows in other files and another order: the same marts, as long as no two rows conflict."""
    store = random_store(4, conflicts=False)
    oracle = Oracle(load_all(write_files(store, tmp_path / "as made")))
    again = write_files(resplit_store(store, seed=99), tmp_path / "cut anew")
    home = open_store(tmp_path / "home")
    jukistat(home, "load", *sorted(again, key=lambda path: "residents" in path.name))
    jukistat(home, "build")
    assert_equal_to_oracle(home, oracle)
