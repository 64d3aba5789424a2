"""Turns the counts of an invented city into a published version as the warehouse writes it."""

import hashlib
import json
from pathlib import Path

import duckdb
import polars as pl

from store.home import PROJECT_ROOT, open_home
from store.published import RULE_VERSION, next_version_name, point_to

MUNICIPALITY = "022039"
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

MONTH_DATE = "make_date(month // 12, month % 12 + 1, 1)"

STATEMENTS = {
    "towns": """
        select municipality_code, town_code, town_name, town_kana,
            case when number % $districts = 0 and number > 5 then ''
                else lpad((number % $districts + 1)::varchar, 2, '0') end as district_code
        from numbered_towns order by town_code""",
    "districts": """
        select distinct municipality_code, district_code,
            '第' || district_code::int || '地区' as district_name, district_code::int as sort_order
        from towns where district_code <> '' order by sort_order""",
    "population_monthly": f"""
        select municipality_code, {MONTH_DATE} as stat_month, town_code, sex_code, resident_kind_code, age_code,
            population_count::integer as population_count
        from population join numbered_towns on number = town
        join sexes using (sex) join kinds using (kind) join age_codes on age_years = age
        order by stat_month, town_code, sex_code, resident_kind_code, age_code""",
    "households_monthly": f"""
        select municipality_code, {MONTH_DATE} as stat_month, town_code, household_kind_code,
            household_size::integer as household_size, household_count::integer as household_count
        from households join numbered_towns on number = town
        join household_kind_codes using (has_japanese, has_foreign)
        order by stat_month, town_code, household_kind_code, household_size""",
    "movements_monthly": """
        select municipality_code, make_date(shifted // 12, shifted % 12 + 1, 1) as stat_month, basis_code, town_code,
            reason_code, '' as cancelled_reason_code, '1' as notification_type_code,
            population_sign::integer as population_sign, sex_code, resident_kind_code, age_band_code,
            sum(movement_count)::integer as movement_count
        from (
            select *, month - (not is_official and effect_basis_code = basis_code and age % 7 = 0
                and month > (select min(month) + 1 from movements))::int as shifted
            from movements cross join basis_codes
        ) join numbered_towns on number = town join sexes using (sex) join kinds using (kind)
        join age_codes on age_years = age
        join reasons using (item)
        group by all order by all""",
    "migration_flows_monthly": f"""
        select municipality_code, {MONTH_DATE} as stat_month, direction_code, partner_kind_code, '' as partner_code,
            sex_code, resident_kind_code, age_band_code, sum(movement_count)::integer as person_count
        from movements join numbered_towns on number = town join sexes using (sex) join kinds using (kind)
        join age_codes on age_years = age
        join reasons using (item) where direction_code <> '' group by all order by all""",
    "covered_months": """
        select municipality_code, stat_month, stat_month = min(stat_month) over () as is_base_month,
            stat_month = max(stat_month) over () as is_assumed
        from (select distinct municipality_code, stat_month from population_monthly) order by stat_month""",
    "delivery_ledger": """
        select row_number() over (order by stat_month)::integer as delivery_id,
            if(is_base_month, 'residents_', 'changes_') || strftime(stat_month, '%Y%m') || '.csv' as file,
            if(is_base_month, 'residents', 'changes') as kind, 'std' as profile,
            (stat_month + interval 1 month + interval 33 hour)::timestamp as loaded_at,
            if(is_assumed, null, last_day(stat_month)) as through_date,
            loaded + month(stat_month) % 4 * 3 + (month(stat_month) = 6)::int as received, loaded,
            month(stat_month) % 4::bigint as duplicate, month(stat_month) % 4::bigint as superseded,
            month(stat_month) % 4::bigint as quarantined, (month(stat_month) = 6)::bigint as out_of_scope
        from (select stat_month, sum(movement_count)::bigint as loaded from movements_monthly
            where basis_code = 'register' group by all)
        join covered_months using (stat_month) order by delivery_id""",
    "quality_monthly": """
        select municipality_code, stat_month, rule_code,
            (month(stat_month) % 3 + length(rule_code) % 2)::bigint as row_count
        from covered_months cross join quality_rule_codes
        where month(stat_month) % 3 + length(rule_code) % 2 > 0 order by all""",
    "delivery_warnings": """
        select delivery_id, 'my_number_check_digit' as rule_code, delivery_id % 5::bigint as row_count
        from delivery_ledger where delivery_id % 5 > 0 order by all""",
}


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
        for table, statement in STATEMENTS.items():
            parameters = {"districts": districts} if "$districts" in statement else None
            connection.execute(f"create table {table} as {statement}", parameters)
        connection.execute("create table movement_tables_monthly as " + MOVEMENT_TABLES)
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
        from (select distinct on (town_code) municipality_code, town_code, town_name, town_kana
              from read_csv('{SEEDS}/town_codes.csv', all_varchar = true) where municipality_code = '{MUNICIPALITY}');
        create temp table sexes as select sex_code, (report_sex = 'female')::int as sex
        from sex_codes where report_sex is not null;
        create temp table kinds as select resident_kind_code, is_foreign::int as kind from resident_kind_codes;
        create temp table reasons as select reason_code, coalesce(direction_code, '') as direction_code,
            coalesce(partner_kind_code, '') as partner_kind_code, coalesce(report_item_code, component) as item
        from reason_codes""")


def typed_columns(connection: duckdb.DuckDBPyConnection, seed: str) -> list[tuple[str, str]]:
    """Return the columns of a seed that are not text, by their names' endings, as in `seeds.yml`."""
    names = [row[0] for row in connection.execute(f"describe {seed}").fetchall()]
    whole = [(name, "integer") for name in names if name in INTEGER_COLUMNS]
    return whole + [(name, "boolean") for name in names if name.startswith(("is_", "has_"))]


MOVEMENT_TABLES = """
    with periods as (select *, lag(stat_month) over (order by stat_month) as opening_month from covered_months),
    sheets as (select '' as district_code union all select district_code from districts),
    sexes_shown as (select sex_code, report_sex as sex from sex_codes where report_sex is not null
        union all select sex_code, 'total' from sex_codes),
    kinds_shown as (select resident_kind_code, report_resident_kind as resident_kind from resident_kind_codes
        union all select resident_kind_code, 'total' from resident_kind_codes),
    cells as (select distinct sex, resident_kind from sexes_shown cross join kinds_shown),
    stocks as (select stat_month, district_code, sex, resident_kind, sum(population_count) as value
        from population_monthly join towns using (town_code) join sexes_shown using (sex_code)
        join kinds_shown using (resident_kind_code) where district_code <> '' group by all
        union all select stat_month, '', sex, resident_kind, sum(population_count)
        from population_monthly join sexes_shown using (sex_code) join kinds_shown using (resident_kind_code)
        group by all),
    happened as (
        select m.stat_month, t.district_code, sex, resident_kind, movement_count, population_sign, report_item_code
        from movements_monthly m join towns t using (town_code) join reason_codes using (reason_code)
        join sexes_shown using (sex_code) join kinds_shown using (resident_kind_code)
        where basis_code = 'register'),
    items as (
        select stat_month, '' as district_code, sex, resident_kind, report_item_code as item, sum(movement_count) as value
        from happened where report_item_code <> 'internal_move' or population_sign = 1 group by all
        union all
        select stat_month, district_code, sex, resident_kind,
            report_item_code || case when report_item_code <> 'internal_move' then ''
                when population_sign = 1 then '_add' else '_remove' end, sum(movement_count)
        from happened where district_code <> '' group by all),
    flows_summed as (
        select stat_month, district_code, sex, resident_kind, c.item_code, sum(i.value * c.factor) as value
        from items i join report_item_components c on i.item = c.component_item_code
        where c.item_code not in ('opening', 'closing') group by all),
    people as (
        select * from flows_summed
        union all select p.stat_month, district_code, sex, resident_kind, 'opening', s.value
        from periods p join stocks s on s.stat_month = p.opening_month
        union all select stat_month, district_code, sex, resident_kind, 'closing', value from stocks),
    dwellings as (
        select stat_month, t.district_code, resident_kind, sum(household_count) as value
        from households_monthly h
        join (select household_kind_code, unnest(['total', report_resident_kind]) as resident_kind
            from household_kind_codes) using (household_kind_code)
        join (select town_code, district_code from towns where district_code <> ''
            union all select town_code, '' from towns) t using (town_code) group by all),
    dwelling_items as (
        select p.stat_month, s.district_code, 'total' as sex, k.resident_kind, o.value as opening, c.value as closing
        from periods p cross join sheets s
        cross join (select distinct resident_kind from dwellings) k
        left join dwellings o on o.stat_month = p.opening_month and o.district_code = s.district_code
            and o.resident_kind = k.resident_kind
        left join dwellings c on c.stat_month = p.stat_month and c.district_code = s.district_code
            and c.resident_kind = k.resident_kind),
    filled as (
        select stat_month, s.district_code, item_code, resident_kind, sex, coalesce(people.value, 0) as value
        from periods cross join sheets s cross join cells cross join report_item_codes r
        left join people using (stat_month, district_code, item_code, resident_kind, sex)
        where not is_household_item and (not is_district_item or s.district_code <> '')
        union all select stat_month, district_code, 'households_opening', resident_kind, sex, coalesce(opening, 0)
        from dwelling_items
        union all select stat_month, district_code, 'households_closing', resident_kind, sex, coalesce(closing, 0)
        from dwelling_items
        union all select stat_month, district_code, 'households_change', resident_kind, sex,
            coalesce(closing, 0) - coalesce(opening, 0) from dwelling_items)
    select p.municipality_code, f.stat_month, district_code, item_code, resident_kind, sex, value::bigint as value
    from filled f join periods p using (stat_month) where not is_base_month order by all"""


def write_folder(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `marts.duckdb`, with every table that was made, and the Parquet of the marts."""
    connection.execute(f"attach '{folder / 'marts.duckdb'}' as published")
    made = [*STATEMENTS, "movement_tables_monthly", *PUBLISHED_SEEDS]
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
