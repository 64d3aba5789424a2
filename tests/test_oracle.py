"""The oracle itself is held against every golden case before it may judge anything."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.cases_on_disk import CASES, case_names, deliveries_of, expected_files, expected_months, read_rows
from tests.oracle import values
from tests.oracle.judging import load_all
from tests.oracle.movement_table import HOUSEHOLD_KINDS, movement_table
from tests.oracle.tables import Oracle, Row

OUTCOME_COLUMNS = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")


@cache
def oracle_of(case: str) -> Oracle:
    return Oracle(load_all(deliveries_of(case)))


def rows_of_month(oracle: Oracle, mart: str, month: str) -> Counter[Row]:
    return Counter({row: count for row, count in getattr(oracle, mart)().items() if row[1] == month})


def read_mart(path: Path) -> Counter[Row]:
    """Return the grain columns of a tidy file and the measure, its last column."""
    return Counter({tuple(row.values())[:-1]: int(tuple(row.values())[-1]) for row in read_rows(path)})


TIDY_FILES = [
    pytest.param(case, month, path, id=f"{case}-{month}-{path.stem}")
    for case in case_names()
    for month in expected_months(case)
    for path in expected_files(case, month)
    if path.parent.name == "tidy"
]
MOVEMENT_TABLES = [
    pytest.param(case, month, path, id=f"{case}-{month}-{path.stem}")
    for case in case_names()
    for month in expected_months(case)
    for path in expected_files(case, month)
    if path.name.startswith("movement_table")
]


def test_there_are_cases() -> None:
    assert len(case_names()) == 12
    assert len(TIDY_FILES) > 100
    assert len(MOVEMENT_TABLES) == 15


@pytest.mark.parametrize(("case", "month", "path"), TIDY_FILES)
def test_mart_of_a_golden_case(case: str, month: str, path: Path) -> None:
    assert rows_of_month(oracle_of(case), path.stem, month) == read_mart(path)


@pytest.mark.parametrize(("case", "month", "path"), MOVEMENT_TABLES)
def test_movement_table_of_a_golden_case(case: str, month: str, path: Path) -> None:
    municipality = path.stem.split("_")[2]
    expected = {
        (row["item_code"], row["resident_kind"], row["sex"]): int(row["value"]) for row in read_rows(path)
    }
    assert movement_table(oracle_of(case), municipality, month) == expected


AOMORI_REPORTS = sorted(CASES.glob("*/expected/*/official/aomori_monthly_*.csv"))


@pytest.mark.parametrize("path", AOMORI_REPORTS, ids=lambda path: f"{path.parts[-5]}-{path.stem}")
def test_monthly_report_of_a_golden_case(path: Path) -> None:
    oracle, month = oracle_of(path.parts[-5]), path.parts[-3]
    [report] = read_rows(path)
    municipality = report["市町村コード"]
    columns: Counter[str] = Counter()
    for state in oracle.residents_at(municipality, month):
        kind = {"1": "日本人", "2": "外国人"}[state.kind]
        sex = {"1": "男", "2": "女"}.get(state.sex, "")
        columns.update([f"計{kind}", f"{sex}{kind}"])
    for (_, kind, _), count in oracle.households_at(municipality, month).items():
        columns[{"1": "世帯日本人", "2": "世帯外国人", "3": "世帯複数国籍"}[kind]] += count
    assert [int(report[name]) for name in list(report)[3:]] == [columns[name] for name in list(report)[3:]]


@pytest.mark.parametrize("case", case_names())
def test_ledger_of_a_golden_case(case: str) -> None:
    counted = [
        {
            "file": file,
            "kind": kind,
            "received": str(outcomes.total()),
            **{outcome: str(outcomes[outcome]) for outcome in OUTCOME_COLUMNS},
        }
        for file, kind, outcomes in oracle_of(case).store.ledger
    ]
    assert counted == read_rows(CASES / case / "expected" / "ledger.csv")


def test_quarantine_of_the_golden_cases() -> None:
    for case in case_names():
        path = CASES / case / "expected" / "quarantine.csv"
        expected = [tuple(row.values()) for row in read_rows(path)] if path.exists() else []
        quarantine = [
            (file, str(row), column, rule) for file, row, column, rule in oracle_of(case).store.quarantine
        ]
        assert quarantine == expected, case


def test_every_loaded_row_is_accounted_for_once() -> None:
    """Rows loaded (of changes and the base) = effective + void + inapplicable + no-effect (3.4)."""
    for case in case_names():
        oracle = oracle_of(case)
        loaded = sum(outcomes["loaded"] for _, _, outcomes in oracle.store.ledger)
        assert oracle.outcomes().total() == loaded, case
    # the count that the README of case 10 gives
    assert oracle_of("10-returnee-and-inapplicable").outcomes()["inapplicable"] == 7


def test_household_kinds_are_the_closed_list() -> None:
    assert set(HOUSEHOLD_KINDS) == values.codes_of("household_kind_codes", "household_kind_code")


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ((2000, 2, 29), date(2001, 2, 28), "000"),
        ((2000, 2, 29), date(2001, 3, 1), "001"),
        ((2000, 2, 29), date(2004, 2, 28), "003"),
        ((2000, 2, 29), date(2004, 2, 29), "004"),
        ((2019, 4, 1), date(2025, 4, 1), "006"),  # "attainment on 2025-03-31: 6" is the age on the day after
        ((1950, 0, 0), date(2024, 3, 1), "999"),
        ((1924, 0, 0), date(2024, 3, 1), "999"),
        ((1920, 0, 0), date(2024, 3, 1), "100"),
        ((2024, 5, 1), date(2024, 4, 30), "999"),
        ((0, 0, 0), date(2024, 4, 30), "999"),
    ],
)
def test_single_year_age(birth: tuple[int, int, int], day: date, age: str) -> None:
    assert values.age_code(day, birth) == age


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ((1950, 0, 0), "70-74"),
        ((1949, 0, 0), "unknown"),
        ((1924, 0, 0), "unknown"),
        ((1920, 0, 0), "100+"),
        ((2024, 0, 0), "unknown"),
        ((0, 0, 0), "unknown"),
        ((2023, 0, 0), "00-04"),
    ],
)
def test_band_of_a_half_known_age(birth: tuple[int, int, int], band: str) -> None:
    assert values.age_band_code(date(2024, 3, 1), birth) == band
