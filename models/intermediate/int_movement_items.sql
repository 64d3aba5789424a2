-- The lines of the 異動集計表 that count changes, by day. Adds and removals have the item of their reason; a
-- cancellation that is netted lowers the item of the reason it cancels instead; a modification has the item
-- of its reason by its new state (転居, a memo) and that of its kind, both sides.
with
sides as (select * from {{ ref('int_state_sides') }}),

reasons as (select * from {{ ref('reason_codes') }} where report_item_code is not null),

items as (select * from {{ ref('report_item_codes') }} where modification_kind is not null),

netted as (select * from {{ ref('netted_cancellations') }}),

returns as (select * from {{ ref('return_codes') }} where is_movement_table),

notification_types as (select * from {{ ref('notification_type_codes') }}),

notification_groups as (select * from {{ ref('notification_group_codes') }} where is_default),

netted_here as (
    select
        netted.municipality_code, netted.reason_code, netted.cancelled_reason_code, netted.item_code
    from netted
    inner join returns on netted.return_code = returns.return_code
),

counted as (
    select
        sides.municipality_code, sides.counted_date, sides.district_code,
        coalesce(netted_here.item_code, reasons.report_item_code) as item_code,
        sides.resident_kind_code, sides.sex_code, sides.notification_type_code,
        sides.reason_code, sides.delivery_id, sides.dating_rule_code,
        case when netted_here.item_code is null then 1 else -1 end as item_change
    from sides
    inner join reasons on sides.reason_code = reasons.reason_code
    left join netted_here
        on sides.municipality_code = netted_here.municipality_code
        and sides.reason_code = netted_here.reason_code
        and sides.cancelled_reason_code = netted_here.cancelled_reason_code
    where sides.population_effect != 'modify' or sides.population_sign = 1
    union all
    select
        sides.municipality_code, sides.counted_date, sides.district_code,
        items.item_code,
        sides.resident_kind_code, sides.sex_code, sides.notification_type_code,
        sides.reason_code, sides.delivery_id, sides.dating_rule_code,
        1 as item_change
    from sides
    inner join items
        on sides.modification_kind = items.modification_kind
        and sides.population_sign = items.population_sign
)

select
    counted.municipality_code,
    counted.counted_date,
    counted.district_code,
    counted.item_code,
    counted.resident_kind_code,
    counted.sex_code,
    coalesce(notification_types.notification_group_code, notification_groups.notification_group_code)
        as notification_group_code,
    counted.reason_code,
    counted.delivery_id,
    counted.dating_rule_code,
    sum(counted.item_change) as item_change
from counted
cross join notification_groups
left join notification_types on counted.notification_type_code = notification_types.notification_type_code
group by all
having sum(counted.item_change) != 0
