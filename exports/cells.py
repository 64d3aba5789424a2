"""Cells of the marts in one shape, so that official tables are sums over them: one query per mart.

A cell has `town_code`, `item_code`, `resident_kind`, `sex` ('' = unknown), `age_years` (null = unknown) and `value`.
Stock items are `population` and `households`; flow items are those of the 異動集計表 and the changes of kind.
"""

from datetime import date

import duckdb
import polars as pl

CELL_COLUMNS = ("town_code", "item_code", "resident_kind", "sex", "age_years", "value")

POPULATION = """
    select
        population.town_code,
        'population' as item_code,
        kinds.report_resident_kind as resident_kind,
        coalesce(sexes.report_sex, '') as sex,
        nullif(ages.age_years::varchar, '')::integer as age_years,
        sum(population.population_count)::bigint as value,
    from population_monthly as population
    inner join sex_codes as sexes using (sex_code)
    inner join resident_kind_codes as kinds using (resident_kind_code)
    inner join age_codes as ages using (age_code)
    where population.municipality_code = $municipality_code and population.stat_month = $stat_month
    group by all
"""

HOUSEHOLDS = """
    select
        households.town_code,
        'households' as item_code,
        kinds.report_resident_kind as resident_kind,
        '' as sex,
        null::integer as age_years,
        sum(households.household_count)::bigint as value,
    from households_monthly as households
    inner join household_kind_codes as kinds using (household_kind_code)
    where households.municipality_code = $municipality_code and households.stat_month = $stat_month
    group by all
"""

FLOWS = """
    select
        '' as town_code,
        movements.item_code,
        movements.resident_kind,
        '' as sex,
        null::integer as age_years,
        sum(movements.value)::bigint as value,
    from movement_tables_monthly as movements
    inner join report_item_codes as items using (item_code)
    inner join report_resident_kinds as kinds using (resident_kind)
    inner join report_sexes as sexes using (sex)
    where
        movements.municipality_code = $municipality_code
        and movements.stat_month between $first_month and $last_month
        and movements.district_code = ''
        and sexes.is_total::boolean
        and not kinds.is_total::boolean
        and not items.is_household_item::boolean
    group by all
"""

KIND_CHANGES = """
    with changes as (
        select from_kind_code, to_kind_code, change_count
        from kind_changes_monthly
        where municipality_code = $municipality_code and stat_month between $first_month and $last_month
    ),

    sides as (
        select 'kind_change_add' as item_code, to_kind_code as resident_kind_code, change_count from changes
        union all
        select 'kind_change_remove', from_kind_code, change_count from changes
    )

    select
        '' as town_code,
        sides.item_code,
        kinds.report_resident_kind as resident_kind,
        '' as sex,
        null::integer as age_years,
        sum(sides.change_count)::bigint as value,
    from sides
    inner join resident_kind_codes as kinds using (resident_kind_code)
    group by all
"""


def stock_cells(
    connection: duckdb.DuckDBPyConnection, *, municipality_code: str, stat_month: date
) -> pl.DataFrame:
    """Return persons and households at the end of `stat_month` by town; see the module for the columns."""
    parameters = {"municipality_code": municipality_code, "stat_month": stat_month}
    return pl.concat([_cells(connection, query, parameters) for query in (POPULATION, HOUSEHOLDS)])


def flow_cells(
    connection: duckdb.DuckDBPyConnection, *, municipality_code: str, first_month: date, last_month: date
) -> pl.DataFrame:
    """Return the flows of the whole municipality from `first_month` to `last_month`, both in, on the register basis.

    A modify that changes the kind is `kind_change_add` of the new kind and `kind_change_remove` of the old one.
    """
    parameters = {
        "municipality_code": municipality_code,
        "first_month": first_month,
        "last_month": last_month,
    }
    return pl.concat([_cells(connection, query, parameters) for query in (FLOWS, KIND_CHANGES)])


def _cells(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict) -> pl.DataFrame:
    return connection.sql(query, params=parameters).pl().select(CELL_COLUMNS)
