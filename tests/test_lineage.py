"""Every number is the sum of the records it is made of, and they are the ones an oracle finds.

On random hostile registers in several files: which file and which rule a resident or a movement comes from is
replayed in plain Python, cell by cell, and what the verb says is compared with it.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb
import pytest

from store.home import open_home
from tests.command_line import jukistat, report_of
from tests.marts_against_oracle import until
from tests.oracle.judging import load_all
from tests.oracle.lineage import Origins, files_of
from tests.oracle.tables import Oracle
from tests.published_marts import GRAINS, MONTH, differences, query
from tests.shared_homes import random_register
from warehouse.lineage import read_lineage
from warehouse.lineage_sources import SOURCES

ORIGIN = "reason_code, file, dating_rule_code"
SAMPLE = 25
"""Cells of each mart that the verb is asked for."""
TABLE = ("district_code", "item_code", "resident_kind", "sex")
KIND_CHANGES = ("reason_code", "from_kind_code", "to_kind_code", "sex_code")
CELL = ("municipality_code", "stat_month")
COLUMNS = {
    mart: (*CELL, *columns)
    for mart, columns in {
        **GRAINS,
        "movement_tables_monthly": TABLE,
        "kind_changes_monthly": KIND_CHANGES,
        "basis_bridge_monthly": ("reason_code",),
    }.items()
}


@dataclass(frozen=True)
class Register:
    """A built home and what its numbers are made of."""

    home: Path
    origins: Origins


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = random_register(tmp_path_factory)
    home = folder / "home"
    loaded = [folder / "deliveries" / row["file"] for row in report_of(home, "status")["deliveries"]]
    yield Register(home, Origins(Oracle(load_all(loaded)), files_of(loaded)))


def counted(register: Register, statement: str) -> Counter:
    """Return the rows of a query as grain → count, of the months that are covered."""
    rows = query(register.home, statement)
    table = Counter({tuple(map(str, row[:-1])): int(row[-1]) for row in rows})
    assert len(table) == len(rows)
    return until(table, register.origins.oracle.last_month)


def test_residents_have_the_record_in_force(register: Register) -> None:
    found = counted(
        register,
        f"""
        select municipality_code, {MONTH.replace("stat_month", "months.stat_month")}, town_code, sex_code,
            resident_kind_code, {ORIGIN}, sum(population_change)
        from population_lineage as lineage
        join covered_months as months using (municipality_code)
        join delivery_ledger using (delivery_id)
        where lineage.stat_month <= months.stat_month
        group by all having sum(population_change) != 0
        """,
    )
    expected: Counter = Counter()
    for (*cell, _, reason, file, rule), count in register.origins.population().items():
        expected[*cell, reason, file, rule] += count
    assert differences(found, expected) == []
    assert len({row[-1] for row in expected}) > 1 and len({row[-2] for row in expected}) > 2


def test_households_have_the_record_of_who_stands_for_them(register: Register) -> None:
    found = counted(
        register,
        f"""
        select municipality_code, {MONTH.replace("stat_month", "months.stat_month")}, town_code,
            household_size, {ORIGIN}, sum(household_change)
        from household_lineage as lineage
        join covered_months as months using (municipality_code)
        join delivery_ledger using (delivery_id)
        where lineage.stat_month <= months.stat_month
        group by all having sum(household_change) != 0
        """,
    )
    assert differences(found, register.origins.households()) == []


def test_movements_have_their_delivery_and_rule_on_every_basis(register: Register) -> None:
    columns = ", ".join(GRAINS["movements_monthly"])
    found = counted(
        register,
        f"""
        select municipality_code, {MONTH}, {columns}, file, dating_rule_code, movement_count
        from movement_lineage_monthly join delivery_ledger using (delivery_id)
        """,
    )
    expected = until(register.origins.movements(), register.origins.oracle.last_month)
    assert differences(found, expected) == []
    assert {row[-1] for row in expected} == {"initial", "recorded", "planned", "notice"}


@pytest.mark.parametrize("mart", SOURCES)
def test_the_verb_sums_to_any_cell(register: Register, mart: str) -> None:
    """Whole cells, and cells with columns left out, which are sums over those."""
    source, table = SOURCES[mart], SOURCES[mart].mart or mart
    columns = COLUMNS.get(table, source.columns)
    fields = ", ".join(
        f"strftime({name}, '%Y-%m') as {name}" if name.endswith("_month") else name for name in columns
    )
    every = " and ".join(f"{name} is not null" for name in columns)
    cells = query(register.home, f"select {fields}, {source.measure} from {table} where {every} order by all")
    assert any(value for *_, value in cells)
    random = Random(mart)
    for *codes, value in random.sample(cells, k=min(SAMPLE, len(cells))):
        cell = [f"{column}={code}" for column, code in zip(columns, codes, strict=True)]
        lineage = read_lineage(open_home(register.home), mart, cell)
        assert lineage.total == lineage.value == value
        fewer = [one for one in cell if random.random() < 0.5 or one.partition("=")[0] in source.needed]
        wider = read_lineage(open_home(register.home), mart, fewer)
        assert wider.total == wider.value


def test_ages_have_their_records_too(register: Register) -> None:
    """Ages at a month's end by origin: no published mart holds them, the build file answers."""
    by_cell: dict[tuple[str, ...], Counter] = {}
    for (*cell, reason, file, rule), count in register.origins.population().items():
        by_cell.setdefault(tuple(cell), Counter())[reason, file, rule] += count
    sample = Random(7).sample(sorted(by_cell), k=4 * SAMPLE)
    unknown = [cell for cell in sorted(by_cell) if cell[-1] in ("999", "100")][:SAMPLE]
    assert unknown
    columns = ("municipality_code", "stat_month", *GRAINS["population_monthly"])
    for cell in (*sample, *unknown):
        named = [f"{column}={code}" for column, code in zip(columns, cell, strict=True)]
        told = read_lineage(open_home(register.home), "population_monthly", named)
        lines = {(one.reason_code, one.file, one.dating_rule_code): one.record_count for one in told.records}
        assert lines == by_cell[cell], named


def test_what_is_printed_is_a_table_that_adds_up(register: Register) -> None:
    """Number, one line per reason, delivery and rule with their labels, total."""
    (municipality, month, count) = query(
        register.home,
        f"select municipality_code, {MONTH} as stat_month, sum(movement_count) from movements_monthly"
        " where basis_code = 'register' and population_sign = 1 and reason_code = '11'"
        " group by all order by 3 desc, 1, 2 limit 1",
    )[0]
    cell = (
        f"municipality_code={municipality}",
        f"stat_month={month}",
        "basis_code=register",
        "reason_code=11",
    )
    lines = jukistat(register.home, "lineage", "movements_monthly", *cell).stdout.splitlines()
    assert lines[0] == " ".join(("movements_monthly", *cell))
    assert lines[1] == f"movement_count: {count} (v0001)"
    assert lines[2].split() == ["count", "reason", "delivery", "rule"]
    assert all("11 国内転入" in line and line.endswith("処理日") for line in lines[3:-1])
    counts = [int(line.split()[0]) for line in lines[3:]]
    assert lines[-1].split()[1] == "total"
    assert sum(counts[:-1]) == counts[-1] == count


def test_a_call_by_hand_as_json(register: Register) -> None:
    cell = ("stat_month=2024-03", "sex_code=1")
    told = report_of(register.home, "lineage", "population_monthly", *cell)
    assert told["cell"] == {"stat_month": "2024-03", "sex_code": "1"}
    assert told["total"] == told["value"] == sum(line["record_count"] for line in told["records"])
    assert told["value"] > 0


def test_a_code_nobody_has_is_a_true_zero(register: Register) -> None:
    """On the list, so it could be; 留意事項のみ never moves anybody."""
    assert report_of(register.home, "lineage", "movements_monthly", "reason_code=51")["value"] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["covered_months"], "No lineage is kept of covered_months."),
        (["population_monthly"], "needs stat_month"),
        (["movement_tables_monthly", "stat_month=2024-03"], "needs item_code"),
        (["population_monthly", "stat_month=2024-03", "reason_code=11"], "has no column reason_code"),
        (["movements_monthly", "sex_code"], "write it like stat_month=2026-03"),
        (["movements_monthly", "stat_month=march"], "march is not a month"),
        (["movements_monthly", "stat_month=1999-01"], "knows no stat_month=1999-01"),
        (["movements_monthly", "sex_code=7"], "knows no sex_code=7"),
        (["movements_monthly", "town_code=' or 1=1"], "knows no town_code="),
    ],
)
def test_a_wrong_call_is_a_sentence(register: Register, arguments: list[str], sentence: str) -> None:
    said = jukistat(register.home, "lineage", *arguments, exit_code=2).stderr
    assert sentence in said and said.startswith("jukistat: ") and said.count("\n") == 1


def test_a_number_whose_records_are_not_all_there_is_no_answer(register: Register, tmp_path: Path) -> None:
    """It cannot happen: the build would not have been published. Somebody took a record out by hand."""
    home = tmp_path / "home"
    shutil.copytree(register.home, home)
    with duckdb.connect(str(home / "warehouse" / "build.duckdb")) as connection:
        connection.execute(
            "delete from main_intermediate.int_month_end_spells where rowid in"
            " (select min(rowid) from main_intermediate.int_month_end_spells where to_month_index is null)"
        )
    last = f"stat_month={register.origins.oracle.last_month}"
    said = jukistat(home, "lineage", "population_monthly", last, exit_code=5).stderr
    assert "sum to" in said and said.count("\n") == 1


def test_the_build_of_another_version_is_not_asked(register: Register, tmp_path: Path) -> None:
    """A build that failed leaves a file behind that is not what readers see."""
    home = tmp_path / "home"
    shutil.copytree(register.home, home)
    (home / "warehouse" / "published_as").unlink()
    said = jukistat(home, "lineage", "population_monthly", "stat_month=2024-03", exit_code=2).stderr
    assert "Run `jukistat build` first." in said


def test_without_a_published_version_there_is_nothing_to_ask(tmp_path: Path) -> None:
    said = jukistat(tmp_path / "home", "lineage", "population_monthly", "stat_month=2024-03", exit_code=2)
    assert "Nothing is published yet." in said.stderr
