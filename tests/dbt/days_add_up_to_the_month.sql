-- The days of a month add up to the month's 異動集計表, in every counted line, for every kind. It can never
-- fail: both are sums of the same changes. If it does, a table of days and the table of the month, signed by
-- the same mayor, say two different things (03-tables, "a number has one source").
with
counted as (
    select distinct item_code from {{ ref('movement_table_days') }}
),

signed as (
    select
        days.municipality_code, days.item_code, kinds.report_resident_kind as resident_kind,
        {{ month_index('days.counted_date') }} as month_index,
        days.value as signed_value
    from {{ ref('movement_table_days') }} as days
    inner join {{ ref('resident_kind_codes') }} as kinds
        on days.resident_kind_code = kinds.resident_kind_code
    inner join {{ ref('report_item_codes') }} as items on days.item_code = items.item_code
    where not items.is_district_item
    union all
    select
        tables.municipality_code, tables.item_code, tables.resident_kind,
        {{ month_index('tables.stat_month') }} as month_index,
        -tables.value as signed_value
    from {{ ref('movement_tables_monthly') }} as tables
    inner join counted on tables.item_code = counted.item_code
    where tables.district_code = '' and tables.sex = 'total' and tables.resident_kind != 'total'
)

select
    signed.municipality_code, signed.item_code, signed.resident_kind, signed.month_index,
    sum(signed.signed_value) as residual
from signed
inner join {{ ref('int_covered_ranges') }} as months
    on signed.municipality_code = months.municipality_code
    and signed.month_index between months.first_month_index + 1 and months.last_month_index
group by signed.municipality_code, signed.item_code, signed.resident_kind, signed.month_index
having sum(signed.signed_value) != 0
