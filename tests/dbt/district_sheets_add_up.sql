-- Where a municipality has districts, their sheets add up to the sheet of the city, in every line that moves
-- between districts do not touch. It can never fail: a town without a district belongs to 地区なし. If it does,
-- people are missing from the districts' tables and nobody sees which (03-tables 3.2).
with
untouched as (
    select components.item_code
    from {{ ref('report_item_components') }} as components
    inner join {{ ref('report_item_codes') }} as items on components.component_item_code = items.item_code
    group by components.item_code
    having sum(case when items.is_district_item then components.factor else 0 end) = 0
)

select
    tables.municipality_code, tables.stat_month, tables.item_code, tables.resident_kind, tables.sex,
    sum(case when tables.district_code = '' then tables.value else -tables.value end) as residual
from {{ ref('movement_tables_monthly') }} as tables
inner join untouched on tables.item_code = untouched.item_code
where tables.municipality_code in (select municipality_code from {{ ref('districts') }})
group by tables.municipality_code, tables.stat_month, tables.item_code, tables.resident_kind, tables.sex
having sum(case when tables.district_code = '' then tables.value else -tables.value end) != 0
