"""The 異動集計表 of any days as long rows: the month's lines and columns, and its split by notification.

Its lines are those of `movement_tables_monthly`; what they add up is the same seed. The opening stock is the
month's, moved by the days before the first.
"""

import duckdb
import polars as pl

from exports.period import Period

ROWS = """
    with days as (
        select
            case when grouping(days.district_code) = 1 then '' else days.district_code end as district_code,
            days.item_code,
            case when grouping(kinds.report_resident_kind) = 1 then 'total'
                else kinds.report_resident_kind end as resident_kind,
            case when grouping(sexes.report_sex) = 1 then 'total' else sexes.report_sex end as sex,
            case when grouping(days.notification_group_code) = 1 then ''
                else days.notification_group_code end as notification_group_code,
            coalesce(sum(days.value) filter (days.counted_date < $first_date), 0) as value_before,
            coalesce(sum(days.value) filter (days.counted_date >= $first_date), 0) as value
        from movement_table_days as days
        inner join resident_kind_codes as kinds using (resident_kind_code)
        inner join sex_codes as sexes using (sex_code)
        where
            days.municipality_code = $municipality_code
            and days.counted_date between $first_month and $last_date
        group by
            days.item_code,
            cube (
                days.district_code, kinds.report_resident_kind, sexes.report_sex, days.notification_group_code
            )
        having grouping(sexes.report_sex) = 1 or sexes.report_sex is not null
    ),

    households as (
        select
            case when grouping(kinds.report_resident_kind) = 1 then 'total'
                else kinds.report_resident_kind end as resident_kind,
            coalesce(sum(changes.household_sign * changes.household_change_count)
                filter (changes.counted_date < $first_date), 0) as value_before,
            sum(changes.household_sign * changes.household_change_count) as value
        from household_changes as changes
        inner join household_kind_codes as kinds using (household_kind_code)
        where
            changes.municipality_code = $municipality_code
            and changes.counted_date between $first_month and $last_date
        group by cube (kinds.report_resident_kind)
    ),

    tables as (
        select * from movement_tables_monthly where municipality_code = $municipality_code
    ),

    before as (
        select days.district_code, days.resident_kind, days.sex,
            sum(components.factor::integer * days.value_before) as value
        from days
        inner join report_item_components as components on days.item_code = components.component_item_code
        inner join report_item_codes as items on days.item_code = items.item_code
        where
            components.item_code = $change_item and days.notification_group_code = ''
            and (days.district_code != '' or not items.is_district_item::boolean)
        group by all
    ),

    parts as (
        select district_code, item_code, resident_kind, sex, notification_group_code, value from days
        union all
        select tables.district_code, tables.item_code, tables.resident_kind, tables.sex, '',
            tables.value + coalesce(before.value, 0)
        from tables
        left join before using (district_code, resident_kind, sex)
        where tables.stat_month = $first_month and tables.item_code = $opening_item
        union all
        select tables.district_code, stocks.item_code, tables.resident_kind, tables.sex, '',
            tables.value + case
                when tables.district_code != '' then 0
                when stocks.item_code = $households_opening then coalesce(households.value_before, 0)
                else coalesce(households.value, 0)
            end
        from tables
        inner join (values ($households_opening), ($households_closing)) as stocks (item_code)
            on tables.district_code = '' or tables.item_code = stocks.item_code
        left join households using (resident_kind)
        where
            (tables.item_code = $households_opening and tables.stat_month = $first_month)
            or (
                tables.item_code = $households_closing and tables.stat_month = $last_month
                and tables.district_code != ''
            )
    ),

    lines as (
        select tables.*, groups.notification_group_code, groups.sort_order as group_order
        from tables
        cross join (
            select '' as notification_group_code, 0 as sort_order
            union all
            select notification_group_code, sort_order::integer from notification_group_codes
        ) as groups
        where tables.stat_month = $last_month
    )

    select
        lines.municipality_code,
        strftime($first_date::date, '%Y-%m-%d') as first_date,
        strftime($last_date::date, '%Y-%m-%d') as last_date,
        lines.district_code,
        lines.item_code,
        items.label_ja as item_label,
        lines.resident_kind,
        lines.sex,
        lines.notification_group_code,
        sum(components.factor::integer * coalesce(parts.value, 0))::bigint as value,
    from lines
    inner join report_item_codes as items using (item_code)
    inner join report_item_components as components using (item_code)
    inner join report_item_codes as component_items
        on components.component_item_code = component_items.item_code
    inner join report_resident_kinds as kinds using (resident_kind)
    inner join report_sexes as sexes using (sex)
    left join districts using (municipality_code, district_code)
    left join parts
        on parts.item_code = components.component_item_code
        and parts.district_code = lines.district_code
        and parts.resident_kind = lines.resident_kind
        and parts.sex = lines.sex
        and parts.notification_group_code = lines.notification_group_code
        and (lines.district_code != '' or not component_items.is_district_item::boolean)
    where
        ($is_whole_months or lines.district_code = '' or not items.is_household_item::boolean)
        and (
            lines.notification_group_code = ''
            or not items.is_household_item::boolean and items.item_code not in ($opening_item, $closing_item)
        )
    group by
        lines.municipality_code, lines.district_code, lines.item_code, items.label_ja, lines.resident_kind,
        lines.sex, lines.notification_group_code, districts.sort_order, items.sort_order, kinds.sort_order,
        sexes.sort_order, lines.group_order
    order by
        lines.district_code != '',
        districts.sort_order::integer,
        lines.district_code,
        items.sort_order::integer,
        lines.group_order,
        kinds.sort_order::integer,
        sexes.sort_order::integer
"""

ITEMS = {
    "opening_item": "opening",
    "change_item": "change",
    "closing_item": "closing",
    "households_opening": "households_opening",
    "households_closing": "households_closing",
}
"""The lines that are stocks, or lead from one to the next."""

HOUSEHOLD_ROWS = """
    select
        municipality_code,
        strftime($first_date::date, '%Y-%m-%d') as first_date,
        strftime($last_date::date, '%Y-%m-%d') as last_date,
        reason_code,
        household_kind_code,
        household_sign,
        sum(household_change_count)::bigint as household_change_count
    from household_changes
    where municipality_code = $municipality_code and counted_date between $first_date and $last_date
    group by all
    order by reason_code, household_kind_code, household_sign desc
"""


def period_rows(
    connection: duckdb.DuckDBPyConnection, *, municipality_code: str, period: Period
) -> pl.DataFrame:
    """Return one row per area, item, notification group ('' = all), kind and sex, as the month's table has.

    Stocks have no split. Households of districts are known at month ends only: their lines are left out
    where the period begins or ends within a month.
    """
    parameters = ITEMS | {
        "municipality_code": municipality_code,
        "first_date": period.first_date,
        "last_date": period.last_date,
        "first_month": period.first_month,
        "last_month": period.last_month,
        "is_whole_months": period.is_whole_months,
    }
    return connection.sql(ROWS, params=parameters).pl()


def household_change_rows(
    connection: duckdb.DuckDBPyConnection, *, municipality_code: str, period: Period
) -> pl.DataFrame:
    """Return one row per reason, kind of household and sign with a household that began or ended."""
    parameters = {
        "municipality_code": municipality_code,
        "first_date": period.first_date,
        "last_date": period.last_date,
    }
    return connection.sql(HOUSEHOLD_ROWS, params=parameters).pl()
