"""Publishes what a golden case expects, so that exports can be tested without the warehouse."""

import csv
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from store.home import PROJECT_ROOT, Home, open_home
from store.published import point_to

CASES = PROJECT_ROOT / "tests" / "cases"

MARTS = {
    "population_monthly": """
        municipality_code varchar, stat_month date, town_code varchar, sex_code varchar,
        resident_kind_code varchar, age_code varchar, population_count bigint
    """,
    "households_monthly": """
        municipality_code varchar, stat_month date, town_code varchar, household_kind_code varchar,
        household_size integer, household_count bigint
    """,
    "household_types_monthly": """
        municipality_code varchar, stat_month date, town_code varchar, household_type_code varchar,
        household_count bigint
    """,
    "foreign_residents_monthly": """
        municipality_code varchar, stat_month date, nationality_code varchar, residence_status_code varchar,
        sex_code varchar, age_band_code varchar, population_count bigint
    """,
    "movements_monthly": """
        municipality_code varchar, stat_month date, basis_code varchar, town_code varchar,
        reason_code varchar, cancelled_reason_code varchar, notification_type_code varchar,
        population_sign integer, sex_code varchar, resident_kind_code varchar, age_band_code varchar,
        movement_count bigint
    """,
    "migration_flows_monthly": """
        municipality_code varchar, stat_month date, direction_code varchar, partner_kind_code varchar,
        partner_code varchar, sex_code varchar, resident_kind_code varchar, age_band_code varchar,
        person_count bigint
    """,
    "movement_tables_monthly": """
        municipality_code varchar, stat_month date, district_code varchar, item_code varchar,
        resident_kind varchar, sex varchar, value bigint
    """,
    "kind_changes_monthly": """
        municipality_code varchar, stat_month date, from_kind_code varchar, to_kind_code varchar,
        sex_code varchar, reason_code varchar, change_count bigint
    """,
    "covered_months": """
        municipality_code varchar, stat_month date, is_base_month boolean, is_assumed boolean
    """,
    "counting_rules": "municipality_code varchar, counting_date_code varchar",
    "netted_cancellations": """
        municipality_code varchar, return_code varchar, reason_code varchar, cancelled_reason_code varchar,
        item_code varchar
    """,
    "districts": """
        municipality_code varchar, district_code varchar, district_name varchar, sort_order integer
    """,
    "towns": """
        municipality_code varchar, town_code varchar, town_name varchar, town_kana varchar,
        district_code varchar
    """,
}
"""The published tables that exports read, with their columns in the order of the specification."""

PUBLISHED_SEEDS = [path.stem for path in sorted((PROJECT_ROOT / "seeds").glob("*_codes.csv"))]


def read_text_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV as text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def case_folder(number: str) -> Path:
    """Return the folder of a golden case by its two digits."""
    return next(CASES.glob(f"{number}-*"))


def base_month_of(case: Path) -> date:
    """Return the month of the case's base date, from the name of its residents file."""
    name = next(case.glob("*_residents.csv")).name
    return date(int(name[:4]), int(name[4:6]), 1)


def publish(root: Path, fill, closed_through: dict[str, str] | None = None) -> Home:
    """Publish a version whose tables `fill(connection)` has filled; return its home."""
    home = open_home(root)
    folder = home.published / "v0001"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        _create_tables(connection)
        fill(connection)
    manifest = {
        "version": "v0001",
        "ledger_id": 2,
        "rule_version": "2026.11",
        "made_date": "2024-05-01",
        "program_version": "0.1.0",
        "as_known": None,
        "as_loaded": None,
        "code_lists_sha256": "",
        "closed_through": closed_through or {},
        "marts": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    point_to(home, "v0001")
    return home


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for mart, columns in MARTS.items():
        connection.execute(f"create table {mart} ({columns})")
    for seed in [*PUBLISHED_SEEDS, "column_labels"]:
        path = PROJECT_ROOT / "seeds" / f"{seed}.csv"
        connection.execute(
            f"create table {seed} as select columns(*)::varchar as '\\0' "
            f"from read_csv('{path}', all_varchar = true, header = true)"
        )
    connection.execute(
        "insert into towns select municipality_code, town_code, town_name, coalesce(town_kana, ''), "
        "coalesce(district_code, '') from town_codes"
    )


def insert_rows(connection: duckdb.DuckDBPyConnection, mart: str, rows: Iterable[dict[str, str]]) -> None:
    """Insert rows of text as they stand in a CSV; `YYYY-MM` becomes the month's first day."""
    as_text = pl.DataFrame(list(rows), infer_schema_length=None)
    connection.register("as_text", as_text.with_columns(pl.col("stat_month") + "-01").to_arrow())
    connection.execute(f"insert into {mart} by name select * from as_text")
    connection.unregister("as_text")


def insert_expected(connection: duckdb.DuckDBPyConnection, case: Path) -> None:
    """Insert every tidy row and movement table that the case expects, and the months it covers."""
    for path in sorted(case.glob("expected/*/tidy/*.csv")):
        connection.execute(
            f"insert into {path.stem} by name "
            "select * replace (strptime(stat_month, '%Y-%m')::date as stat_month) "
            f"from read_csv('{path}', all_varchar = true, header = true, nullstr = '\\N')"
        )
    for path in sorted(case.glob("expected/*/official/movement_table_*.csv")):
        connection.execute(
            "insert into movement_tables_monthly by name select * exclude (item_label) "
            "replace (strptime(stat_month, '%Y-%m')::date as stat_month) "
            f"from read_csv('{path}', all_varchar = true, header = true, nullstr = '\\N')"
        )
    _insert_covered_months(connection, case)


def _insert_covered_months(connection: duckdb.DuckDBPyConnection, case: Path) -> None:
    base = base_month_of(case)
    months = {date.fromisoformat(f"{path.name}-01") for path in case.glob("expected/[0-9]*")} | {base}
    residents = read_text_csv(next(case.glob("*_residents.csv")))
    for code in sorted({row["市区町村コード"] for row in residents if len(row["市区町村コード"]) == 6}):
        connection.execute("insert into counting_rules values (?, 'recorded')", [code])
        for month in sorted(months):
            connection.execute(
                "insert into covered_months values (?, ?, ?, true)", [code, month, month == base]
            )


def publish_case(root: Path, number: str) -> Home:
    """Publish a golden case as it is expected; return its home."""
    case = case_folder(number)
    return publish(root, lambda connection: insert_expected(connection, case))
