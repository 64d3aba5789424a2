-- The lines of the 異動集計表 that count changes. Adds and removals have the item of their reason; a
-- modification has the item of its reason by its new state (転居, a memo) and that of its kind, both sides.
with
sides as (select * from {{ ref('int_state_sides') }}),

reasons as (select * from {{ ref('reason_codes') }} where report_item_code is not null),

items as (select * from {{ ref('report_item_codes') }} where modification_kind is not null),

by_reason as (
    select
        sides.municipality_code,
        sides.stat_month,
        sides.district_code,
        reasons.report_item_code as item_code,
        sides.resident_kind_code,
        sides.sex_code,
        sides.reason_code,
        sides.delivery_id,
        sides.dating_rule_code
    from sides
    inner join reasons on sides.reason_code = reasons.reason_code
    where sides.population_effect != 'modify' or sides.population_sign = 1
),

by_modification as (
    select
        sides.municipality_code,
        sides.stat_month,
        sides.district_code,
        items.item_code,
        sides.resident_kind_code,
        sides.sex_code,
        sides.reason_code,
        sides.delivery_id,
        sides.dating_rule_code
    from sides
    inner join items
        on sides.modification_kind = items.modification_kind
        and sides.population_sign = items.population_sign
),

counted as (
    select
        municipality_code, stat_month, district_code, item_code, resident_kind_code, sex_code,
        reason_code, delivery_id, dating_rule_code
    from by_reason
    union all
    select
        municipality_code, stat_month, district_code, item_code, resident_kind_code, sex_code,
        reason_code, delivery_id, dating_rule_code
    from by_modification
)

select
    municipality_code,
    stat_month,
    district_code,
    item_code,
    resident_kind_code,
    sex_code,
    reason_code,
    delivery_id,
    dating_rule_code,
    count(*) as item_count
from counted
group by
    municipality_code, stat_month, district_code, item_code, resident_kind_code, sex_code,
    reason_code, delivery_id, dating_rule_code
