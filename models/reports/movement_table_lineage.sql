-- What a line of the 異動集計表 is made of, on the sheet of the whole (blank district) and on those of districts:
-- the lines it adds up with their signs (report_item_components), each by reason, delivery and rule.
with
items as (select * from {{ ref('int_lineage_items') }}),

sheets as (
    select
        items.municipality_code, items.stat_month, '' as district_code,
        items.item_code, items.resident_kind, items.sex,
        items.reason_code, items.delivery_id, items.dating_rule_code,
        items.is_running, items.item_change
    from items
    inner join {{ ref('report_item_codes') }} as lines on items.item_code = lines.item_code
    where not lines.is_district_item
    union all
    select
        items.municipality_code, items.stat_month, items.district_code,
        items.item_code, items.resident_kind, items.sex,
        items.reason_code, items.delivery_id, items.dating_rule_code,
        items.is_running, items.item_change
    from items
    inner join {{ ref('districts') }} as districts
        on items.municipality_code = districts.municipality_code
        and items.district_code = districts.district_code
)

select
    sheets.municipality_code,
    sheets.stat_month,
    sheets.district_code,
    components.item_code,
    components.component_item_code,
    sheets.resident_kind,
    sheets.sex,
    sheets.reason_code,
    sheets.delivery_id,
    sheets.dating_rule_code,
    sheets.is_running,
    cast(sum(components.factor * sheets.item_change) as bigint) as item_change
from sheets
inner join {{ ref('report_item_components') }} as components
    on sheets.item_code = components.component_item_code
group by all
having sum(components.factor * sheets.item_change) != 0
order by
    sheets.stat_month,
    sheets.municipality_code,
    sheets.district_code,
    components.item_code,
    components.component_item_code,
    sheets.resident_kind,
    sheets.sex,
    sheets.reason_code,
    sheets.delivery_id,
    sheets.dating_rule_code,
    sheets.is_running
