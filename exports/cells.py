"""Cells of the marts in one shape, so that official tables are sums over them: one query per mart.

A cell has `town_code`, `item_code`, `resident_kind`, `sex` ('' = unknown), `age_years` (null = unknown) and
`value`. Stock items are `population` and `households`; flow items those of the 異動集計表 and kind changes.
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
    with netted as (
        select municipality_code, reason_code, cancelled_reason_code, item_code
        from netted_cancellations
        inner join return_codes using (return_code)
        where is_annual_return::boolean
    ),

    lines as (
        select
            coalesce(netted.item_code, reasons.report_item_code) as item_code,
            movements.resident_kind_code,
            case when netted.item_code is null then 1 else -1 end * movements.movement_count as value
        from movements_monthly as movements
        inner join basis_codes as bases using (basis_code)
        inner join reason_codes as reasons using (reason_code)
        left join netted using (municipality_code, reason_code, cancelled_reason_code)
        where
            movements.municipality_code = $municipality_code
            and movements.stat_month between $first_month and $last_month
            and bases.is_official::boolean
            and reasons.population_effect != 'modify'
            and reasons.report_item_code != ''
    )

    select
        '' as town_code,
        components.item_code,
        kinds.report_resident_kind as resident_kind,
        '' as sex,
        null::integer as age_years,
        sum(components.factor::integer * lines.value)::bigint as value,
    from lines
    inner join report_item_components as components on lines.item_code = components.component_item_code
    inner join resident_kind_codes as kinds using (resident_kind_code)
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
    """Return the register-basis flows of the whole municipality from `first_month` to `last_month`, both in.

    A modify that changes the kind is `kind_change_add` of the new kind and `kind_change_remove` of the old.
    """
    parameters = {
        "municipality_code": municipality_code,
        "first_month": first_month,
        "last_month": last_month,
    }
    return pl.concat([_cells(connection, query, parameters) for query in (FLOWS, KIND_CHANGES)])


def _cells(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict) -> pl.DataFrame:
    return connection.sql(query, params=parameters).pl().select(CELL_COLUMNS)
