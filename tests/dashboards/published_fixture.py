"""Turns the counts of an invented city into a published version as the warehouse writes it."""

import hashlib
import json
from pathlib import Path

import duckdb
import polars as pl

from store.home import PROJECT_ROOT, open_home
from store.published import RULE_VERSION, next_version_name, point_to

MUNICIPALITY = "022039"
UNKNOWN_TOWN = "9999999"
"""The town of the persons whom the invented city puts into town −1."""
SEEDS = PROJECT_ROOT / "seeds"
PUBLISHED_SEEDS = [path.stem for path in sorted(SEEDS.glob("*.csv"))]
INTEGER_COLUMNS = {"sort_order", "age_years", "indent", "factor"}
MARTS = [
    "population_monthly",
    "households_monthly",
    "movements_monthly",
    "migration_flows_monthly",
    "delivery_ledger",
]

TABLES = sorted((Path(__file__).parent / "city_tables").glob("*.sql"))
"""One SELECT per table, in the order in which they stand on each other."""


def publish_city(
    home_folder: Path,
    *,
    population: pl.DataFrame,
    households: pl.DataFrame,
    movements: pl.DataFrame,
    districts: int,
) -> str:
    """Write the counts as a new published version of `home_folder`, point to it and return its name."""
    home = open_home(home_folder)
    version = next_version_name(home)
    folder = home.published / version
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        load_names(connection)
        for name, frame in {
            "population": population,
            "households": households,
            "movements": movements,
        }.items():
            connection.register(name, frame.to_arrow())
        for statement in TABLES:
            parameters = {"districts": districts} if "$districts" in statement.read_text("utf-8") else None
            connection.execute(
                f"create table {table_of(statement)} as {statement.read_text('utf-8')}", parameters
            )
        write_folder(connection, folder)
        (folder / "manifest.json").write_text(json.dumps(manifest(connection, version, folder)), "utf-8")
    point_to(home, version)
    return version


def load_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the seeds, and the codes behind the small numbers of the invented city."""
    for seed in PUBLISHED_SEEDS:
        connection.execute(f"create table {seed} as from read_csv('{SEEDS / seed}.csv', all_varchar = true)")
        for column, kind in typed_columns(connection, seed):
            connection.execute(f"alter table {seed} alter {column} type {kind}")
    connection.execute(f"""
        create temp table numbered_towns as
        select *, row_number() over (order by town_code) - 1 as number
        from (
            select distinct on (town_code) municipality_code, town_code, town_name, town_kana
            from town_codes where municipality_code = '{MUNICIPALITY}'
        )
        union all select '{MUNICIPALITY}', '{UNKNOWN_TOWN}', null, null, -1;
        create temp table sexes as
        select sex_code, (report_sex = 'female')::int as sex from sex_codes where report_sex is not null;
        create temp table kinds as
        select resident_kind_code, is_foreign::int as kind from resident_kind_codes;
        create temp table reasons as
        select
            reason_code,
            coalesce(direction_code, '') as direction_code,
            coalesce(partner_kind_code, '') as partner_kind_code,
            coalesce(report_item_code, component) as item
        from reason_codes""")


def typed_columns(connection: duckdb.DuckDBPyConnection, seed: str) -> list[tuple[str, str]]:
    """Return the columns of a seed that are not text, by their names' endings, as in `seeds.yml`."""
    names = [row[0] for row in connection.execute(f"describe {seed}").fetchall()]
    whole = [(name, "integer") for name in names if name in INTEGER_COLUMNS]
    return whole + [(name, "boolean") for name in names if name.startswith(("is_", "has_"))]


def table_of(statement: Path) -> str:
    return statement.stem.split("_", 1)[1]


def write_folder(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `marts.duckdb`, with every table that was made, and the Parquet of the marts."""
    connection.execute(f"attach '{folder / 'marts.duckdb'}' as published")
    made = [*map(table_of, TABLES), *PUBLISHED_SEEDS]
    for table in made:
        connection.execute(f"create table published.{table} as from {table}")
    connection.execute("detach published")
    (folder / "parquet").mkdir()
    for mart in MARTS:
        connection.execute(f"copy {mart} to '{folder}/parquet/{mart}.parquet'")


def manifest(connection: duckdb.DuckDBPyConnection, version: str, folder: Path) -> dict[str, object]:
    """Return the manifest of the version, as 03-tables and the warehouse define it."""
    months = connection.sql("select min(stat_month), max(stat_month) from covered_months").fetchall()[0]
    last = connection.sql("select max(delivery_id), max(loaded_at) from delivery_ledger").fetchall()[0]
    return {
        "version": version,
        "ledger_id": last[0],
        "rule_version": RULE_VERSION,
        "made_date": last[1].date().isoformat(),
        "program_version": "0.1.0",
        "marts": {mart: mart_entry(connection, mart, folder) for mart in MARTS},
        "first_month": f"{months[0]:%Y-%m}",
        "last_month": f"{months[1]:%Y-%m}",
        "checks": {"passed": 96, "failed": 0},
    }


def mart_entry(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path) -> dict[str, object]:
    content = (folder / "parquet" / f"{mart}.parquet").read_bytes()
    rows = connection.sql(f"select count(*) from {mart}").fetchall()[0][0]
    return {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}
