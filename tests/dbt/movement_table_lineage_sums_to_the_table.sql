-- Every figure of the 異動集計表, on the sheet of the whole and on those of districts, is the sum of its
-- lineage: what the month brought, and what runs from month to month up to it. Here as changes from month
-- to month, all zero exactly if every sum is. It can never fail: the lines count the same changes and
-- residents. If it does, the page shows 内訳 that are not those of the number clicked.
with
ranges as (select * from {{ ref('int_covered_ranges') }}),

dated as (
    select
        lineage.municipality_code, lineage.district_code, lineage.item_code, lineage.resident_kind,
        lineage.sex, lineage.is_running, lineage.item_change,
        case
            when lineage.is_running
                then greatest({{ month_index('lineage.stat_month') }}, ranges.first_month_index + 1)
            else {{ month_index('lineage.stat_month') }}
        end as month_index
    from {{ ref('movement_table_lineage') }} as lineage
    inner join ranges on lineage.municipality_code = ranges.municipality_code
    where lineage.is_running or {{ month_index('lineage.stat_month') }} > ranges.first_month_index
),

columned as (
    select
        municipality_code, district_code, item_code, is_running, month_index,
        case when grouping(resident_kind) = 1 then 'total' else resident_kind end as resident_kind,
        case when grouping(sex) = 1 then 'total' else sex end as sex,
        sum(item_change) as item_change
    from dated
    group by
        municipality_code, district_code, item_code, is_running, month_index,
        cube (resident_kind, sex)
    having grouping(sex) = 1 or sex != ''
),

signed as (
    select
        municipality_code, district_code, item_code, resident_kind, sex, month_index,
        item_change as signed_value
    from columned
    union all
    select
        municipality_code, district_code, item_code, resident_kind, sex, month_index + 1 as month_index,
        -item_change as signed_value
    from columned
    where not is_running
    union all
    select
        municipality_code, district_code, item_code, resident_kind, sex,
        {{ month_index('stat_month') }} as month_index,
        -value as signed_value
    from {{ ref('movement_tables_monthly') }}
    union all
    select
        municipality_code, district_code, item_code, resident_kind, sex,
        {{ month_index('stat_month') }} + 1 as month_index,
        value as signed_value
    from {{ ref('movement_tables_monthly') }}
)

select
    signed.municipality_code, signed.district_code, signed.item_code, signed.resident_kind, signed.sex,
    signed.month_index,
    sum(signed.signed_value) as residual
from signed
inner join ranges
    on signed.municipality_code = ranges.municipality_code
    and signed.month_index <= ranges.last_month_index
group by
    signed.municipality_code, signed.district_code, signed.item_code, signed.resident_kind, signed.sex,
    signed.month_index
having sum(signed.signed_value) != 0
