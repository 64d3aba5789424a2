"""What of every mart the gated file of a version has: all, its districts, or nothing."""

import csv
from pathlib import Path

import duckdb
import pytest

from access.gates import KEEP, RECODE, WITHHOLD, Gate, read_gates
from access.gating import write_gated
from tests.access.districts import AREA, TOWNS
from tests.project_files import described_columns, models


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, set[str]]:
    rows = connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = $database",
        {"database": database},
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def test_every_mart_has_a_gate() -> None:
    published = {model.name for model in models() if model.layer in ("marts", "reports")}
    assert set(read_gates()) == published
    assert {gate.gate for gate in read_gates().values()} == {KEEP, RECODE, WITHHOLD}


def test_gates_name_columns_of_their_mart_and_keep_no_town() -> None:
    for mart, gate in read_gates().items():
        columns = set(described_columns(mart))
        assert {*gate.measures, *gate.dropped_columns} <= columns, mart
        assert bool(gate.measures) == (gate.gate == RECODE), mart
        if gate.gate == KEEP:
            assert mart == "towns" or not columns & {"town_code", "partner_code"}, mart


def test_every_gate_says_why() -> None:
    with (Path(__file__).parents[2] / "seeds" / "mart_gates.csv").open(encoding="utf-8") as stream:
        assert [row["mart"] for row in csv.DictReader(stream) if not row["reason_ja"]] == []


def test_what_is_withheld_is_not_in_the_file(both: duckdb.DuckDBPyConnection) -> None:
    gated, true = tables(both, "gated"), tables(both, "truth")
    withheld = {mart for mart, gate in read_gates().items() if gate.gate == WITHHOLD}
    masked = set(gated) - set(true)
    assert withheld & set(gated) == set()
    assert set(true) - set(gated) == withheld
    assert masked == {
        "town_population_monthly",
        "town_households_monthly",
        "town_movements_monthly",
        "masked_migration_flows",
        "masked_foreign_residents",
    }
    for mart, gate in read_gates().items():
        if gate.gate == RECODE:
            assert gated[mart] == true[mart] - set(gate.dropped_columns)
            if "town_code" in gated[mart]:
                finer = both.execute(f"from gated.{mart} where not starts_with(town_code, 'd-')").fetchall()
                assert finer == [], mart


@pytest.mark.parametrize(("mart", "gate"), [item for item in read_gates().items() if item[1].gate == RECODE])
def test_districts_and_the_whole_are_exact(both: duckdb.DuckDBPyConnection, mart: str, gate: Gate) -> None:
    """Every recoded row is the sum of the true rows it stands for, and nothing is lost."""
    kept = sorted(set(described_columns(mart)) - {*gate.measures, *gate.dropped_columns, "town_code"})
    measures = ", ".join(f"sum({measure})::bigint" for measure in gate.measures)
    has_town = "town_code" in described_columns(mart)
    area, joined = (
        (f", {AREA}", f"left join {TOWNS} using (municipality_code, town_code)") if has_town else ("", "")
    )
    expected = f"select {', '.join(kept)}{area}, {measures} from truth.{mart} {joined} group by all"
    area = ", town_code" if has_town else ""
    found = f"select {', '.join(kept)}{area}, {', '.join(gate.measures)} from gated.{mart}"
    assert both.execute(f"({found}) except all ({expected})").fetchall() == []
    assert both.execute(f"({expected}) except all ({found})").fetchall() == []


def test_the_same_marts_make_the_same_tables(
    marts: Path, both: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    again = tmp_path / "again.duckdb"
    rows = write_gated(marts, again, marts=read_gates())
    both.execute(f"attach '{again}' as again (read_only)")
    assert set(rows) == set(tables(both, "gated"))
    differing = [
        table
        for table in rows
        if both.execute(f"select * from gated.{table}").fetchall()
        != both.execute(f"from again.{table}").fetchall()
    ]
    assert differing == []
