"""What closing freezes: any change of a closed month's register-basis cells is found and named."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from store.errors import CheckFailed
from store.months import MonthEntry
from tests.exports.published_case import MARTS
from warehouse.frozen import FROZEN_MARTS, NO_CELLS, month_digests, nested, require_closed_months

JANUARY, FEBRUARY = ("022039", "2024-01"), ("022039", "2024-02")
PERSONS = "insert into population_monthly values ('022039', '2024-01-01', '{town}', '1', '1', '030', {count})"
MOVES = (
    "insert into movements_monthly values"
    " ('022039', '2024-01-01', '{basis}', '0001001', '11', null, '1', 1, '1', '1', '30_34', {count})"
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file with the marts and the code list of bases, with two persons in January."""
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute("create schema main_marts; create schema main_seeds")
        connection.execute("set search_path = 'main_marts,main_seeds'")
        for mart in FROZEN_MARTS:
            connection.execute(f"create table main_marts.{mart} ({MARTS[mart]})")
        connection.execute(
            "create table main_seeds.basis_codes as"
            " select * from (values ('register', true), ('event', false)) as rows(basis_code, is_official)"
        )
        for town in ("0001001", "0060000"):
            connection.execute(PERSONS.format(town=town, count=1))
        yield connection


def january(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the digest of January by mart."""
    return {mart: digest for (_, _, mart), digest in month_digests(connection, [JANUARY]).items()}


def test_every_mart_has_a_digest_and_an_empty_month_has_one_too(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    digests = january(connection)
    assert set(digests) == set(FROZEN_MARTS)
    assert [mart for mart, digest in digests.items() if digest != NO_CELLS] == ["population_monthly"]
    assert set(month_digests(connection, [FEBRUARY]).values()) == {NO_CELLS}


def test_a_mart_that_an_older_program_did_not_publish_has_no_digest(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("drop table household_types_monthly")
    assert set(FROZEN_MARTS) - set(january(connection)) == {"household_types_monthly"}


@pytest.mark.parametrize(
    "change",
    [
        "update population_monthly set population_count = 2 where town_code = '0060000'",
        "update population_monthly set town_code = '9999999' where town_code = '0060000'",
        "delete from population_monthly where town_code = '0060000'",
        PERSONS.format(town="9999999", count=1),
    ],
)
def test_another_cell_is_another_digest(connection: duckdb.DuckDBPyConnection, change: str) -> None:
    before = january(connection)
    connection.execute(change)
    after = january(connection)
    assert [mart for mart in before if before[mart] != after[mart]] == ["population_monthly"]


def test_neither_the_order_of_rows_nor_a_new_column_is_a_change(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    before = january(connection)
    connection.execute(
        "create or replace table main_marts.population_monthly as"
        " select *, 'x' as new_code from population_monthly order by town_code desc"
    )
    assert january(connection) == before


def test_only_the_official_basis_is_frozen(connection: duckdb.DuckDBPyConnection) -> None:
    before = january(connection)["movements_monthly"]
    connection.execute(MOVES.format(basis="event", count=1))
    assert january(connection)["movements_monthly"] == before
    connection.execute(MOVES.format(basis="register", count=1))
    assert january(connection)["movements_monthly"] != before


def test_a_changed_closed_month_stops_a_build_by_name(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    digests = nested(month_digests(connection, [JANUARY]))
    close = MonthEntry(3, "close", "2024-01", ["022039"], "2024-02-05T09:00:00", "2024-01", digests=digests)
    reopen = MonthEntry(4, "reopen", "2024-01", ["022039"], "2024-02-06T09:00:00", None)
    build_file = tmp_path / "build.duckdb"
    connection.close()
    require_closed_months(build_file, [close])
    with duckdb.connect(str(build_file)) as writer:
        writer.execute("update main_marts.population_monthly set population_count = 5")
    require_closed_months(build_file, [close, reopen])
    with pytest.raises(CheckFailed, match=r"022039 2024-01 population_monthly.*Nothing was published"):
        require_closed_months(build_file, [close])
