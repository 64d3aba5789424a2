-- Counted lines with their subtotals: by district and for the whole municipality, by kind and together,
-- by sex and together. Persons of unknown sex are in the totals only.
with
movements as (select * from {{ ref('int_movement_items') }}),

kinds as (select * from {{ ref('resident_kind_codes') }}),

sexes as (select * from {{ ref('sex_codes') }}),

items as (
    select
        movements.municipality_code,
        {{ month_start(month_index('movements.counted_date')) }} as stat_month,
        movements.district_code,
        movements.item_code,
        kinds.report_resident_kind,
        movements.sex_code,
        movements.item_change as item_count
    from movements
    inner join kinds on movements.resident_kind_code = kinds.resident_kind_code
    union all
    select
        municipality_code,
        stat_month,
        district_code,
        item_code,
        report_resident_kind,
        sex_code,
        item_count
    from {{ ref('int_stock_items') }}
),

subtotalled as (
    select
        items.municipality_code,
        items.stat_month,
        items.item_code,
        case when grouping(items.district_code) = 1 then '' else items.district_code end as district_code,
        case when grouping(items.report_resident_kind) = 1 then 'total' else items.report_resident_kind end
            as resident_kind,
        case when grouping(sexes.report_sex) = 1 then 'total' else sexes.report_sex end as sex,
        sum(items.item_count) as item_count
    from items
    left join sexes on items.sex_code = sexes.sex_code
    group by
        items.municipality_code,
        items.stat_month,
        items.item_code,
        cube (items.district_code, items.report_resident_kind, sexes.report_sex)
    having
        grouping(sexes.report_sex) = 1 or sexes.report_sex is not null
)

select
    municipality_code,
    stat_month,
    district_code,
    item_code,
    resident_kind,
    sex,
    cast(item_count as bigint) as item_total
from subtotalled
