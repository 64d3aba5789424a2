"""The whole path, on random hostile registers, equals the oracle row by row.

Random because rules fail where two of them meet; through the command line because that is what a city runs.
Many small municipalities share a store, as 01-feed 1.5 allows, so that one build tries thousands of lives.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.oracle.calendar import month_of
from tests.oracle.judging import Store, load_all
from tests.oracle.movement_table import movement_table
from tests.oracle.tables import Oracle
from tests.published_marts import GRAINS, MONTH, differences, query, read_mart
from tests.random_registers import random_store, resplit_store, write_files
from tests.random_registers.deliveries import LATER_RESIDENTS

OUTCOMES = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")


def until(table: Counter, last_month: str) -> Counter:
    """Return the rows of the months that deliveries cover."""
    return Counter({row: count for row, count in table.items() if row[1] <= last_month})


def wrong_rows(home: Path, oracle: Oracle) -> dict[str, list[str]]:
    """Return the differences of every mart that has any."""
    wrong = {
        mart: differences(
            until(read_mart(home, mart), oracle.last_month),
            until(getattr(oracle, mart)(), oracle.last_month),
        )
        for mart in GRAINS
    }
    wrong["movement_tables_monthly"] = wrong_movement_tables(home, oracle)
    wrong["covered_months"] = wrong_months(home, oracle)
    return {mart: rows for mart, rows in wrong.items() if rows}


def wrong_movement_tables(home: Path, oracle: Oracle) -> list[str]:
    columns = f"municipality_code, {MONTH}, item_code, resident_kind, sex, value"
    rows = query(home, f"select {columns} from movement_tables_monthly where district_code = ''")
    found = Counter({row[:-1]: row[-1] for row in rows})
    expected = Counter(
        {
            (municipality, month, *cell): value
            for municipality in oracle.store.base_dates
            for month in oracle.months(municipality)[1:]
            for cell, value in movement_table(oracle, municipality, month).items()
        }
    )
    assert len(found) == len(rows) == len(expected)
    return differences(found, expected)


def wrong_months(home: Path, oracle: Oracle) -> list[str]:
    found = Counter(query(home, f"select municipality_code, {MONTH}, is_base_month from covered_months"))
    expected = Counter(
        (municipality, month, place == 0)
        for municipality in oracle.store.base_dates
        for place, month in enumerate(oracle.months(municipality))
    )
    return differences(found, expected)


def wrong_ledger(home: Path, store: Store) -> list[str]:
    deliveries = report_of(home, "status")["deliveries"]
    found = {row["file"]: [row["kind"], *(row[name] for name in OUTCOMES)] for row in deliveries}
    expected = {file: [kind, *(rows[name] for name in OUTCOMES)] for file, kind, rows in store.ledger}
    return [
        f"{file}: {found.get(file)}, not {row}" for file, row in expected.items() if found.get(file) != row
    ]


def broken_identities(home: Path, oracle: Oracle) -> list[str]:
    """Return cells where stock(M) = stock(M−1) + Σ flows(M) does not hold; before the base it is zero."""
    balance: Counter[tuple[str, ...]] = Counter()
    for (municipality, month, town, sex, kind, _), count in read_mart(home, "population_monthly").items():
        balance[municipality, month, town, sex, kind] += count
        following = oracle.months(municipality)[oracle.months(municipality).index(month) + 1 :][:1]
        balance.update({(municipality, later, town, sex, kind): -count for later in following})
    for row, count in until(read_mart(home, "movements_monthly"), oracle.last_month).items():
        municipality, month, basis, town, _, _, _, sign, sex, kind, _ = row
        if basis == "register":
            balance[municipality, month, town, sex, kind] -= int(sign) * count
    return [f"{cell}: {residual}" for cell, residual in balance.items() if residual]


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
