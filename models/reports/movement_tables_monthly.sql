-- 異動集計表 in balance form: every line and column of every sheet, zeros included. Which lines a line
-- adds up is data (report_item_components); moves between districts count on the sheets of districts only.
with
months as (select * from {{ ref('covered_months') }} where not is_base_month),

counts as (select * from {{ ref('int_report_items') }}),

sheets as (
    select
        municipality_code,
        stat_month,
        '' as district_code,
        false as is_district
    from months
    union all
    select
        months.municipality_code,
        months.stat_month,
        districts.district_code,
        true as is_district
    from months
    inner join {{ ref('districts') }} as districts on months.municipality_code = districts.municipality_code
),

cells as (
    select
        items.item_code,
        components.component_item_code,
        components.factor,
        component_items.is_district_item,
        kinds.resident_kind,
        sexes.sex
    from {{ ref('report_item_codes') }} as items
    inner join {{ ref('report_resident_kinds') }} as kinds
        on case when items.is_household_item then kinds.is_household_kind else kinds.is_person_kind end
    inner join {{ ref('report_sexes') }} as sexes on sexes.is_total or not items.is_household_item
    inner join {{ ref('report_item_components') }} as components on items.item_code = components.item_code
    inner join {{ ref('report_item_codes') }} as component_items
        on components.component_item_code = component_items.item_code
)

select
    sheets.municipality_code,
    sheets.stat_month,
    sheets.district_code,
    cells.item_code,
    cells.resident_kind,
    cells.sex,
    cast(sum(cells.factor * coalesce(counts.item_total, 0)) as bigint) as value
from sheets
inner join cells on sheets.is_district or not cells.is_district_item
left join counts
    on sheets.municipality_code = counts.municipality_code
    and sheets.stat_month = counts.stat_month
    and sheets.district_code = counts.district_code
    and cells.component_item_code = counts.item_code
    and cells.resident_kind = counts.resident_kind
    and cells.sex = counts.sex
group by
    sheets.municipality_code,
    sheets.stat_month,
    sheets.district_code,
    cells.item_code,
    cells.resident_kind,
    cells.sex
order by
    sheets.stat_month,
    sheets.municipality_code,
    sheets.district_code,
    cells.item_code,
    cells.resident_kind,
    cells.sex
