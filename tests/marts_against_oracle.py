"""What differs between the published marts and the oracle: mart → rows, one sentence each."""

from collections import Counter
from pathlib import Path

from tests.oracle.movement_table import movement_table
from tests.oracle.tables import Oracle
from tests.published_marts import GRAINS, MONTH, differences, query, read_mart


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
