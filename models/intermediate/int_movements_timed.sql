-- The same movement on both bases: when it was counted and when it happened. A movement on the register
-- basis only was cancelled, or is effective, or in this cell, on one basis only (02-register 2.5).
with
movements as (
    select * from {{ ref('int_movements') }}
    where next_known_month_index is null
),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code),

months as (select * from {{ ref('int_covered_ranges') }}),

left_out as (
    select
        vintages.municipality_code,
        vintages.person_token,
        void_changes.history_number
    from {{ ref('int_void_changes') }} as void_changes
    inner join {{ ref('int_person_vintages') }} as vintages on void_changes.vintage_id = vintages.vintage_id
    where vintages.leaves_cancellations_out and vintages.next_known_month_index is null
),

timed as (
    select
        movements.municipality_code, movements.person_token, movements.history_number, movements.is_initial,
        movements.town_code, movements.sex_code, movements.resident_kind_code,
        movements.reason_code, movements.population_sign, movements.delivery_id,
        coalesce(
            max(case when bases.is_official then movements.dating_rule_code end),
            max(movements.dating_rule_code)
        ) as dating_rule_code,
        max(case when bases.is_official then {{ month_index('movements.movement_date') }} end)
            as counted_month_index,
        max(case when bases.leaves_cancellations_out then {{ month_index('movements.movement_date') }} end)
            as event_month_index
    from movements
    inner join bases on movements.basis_code = bases.basis_code
    group by all
)

select
    timed.municipality_code, timed.person_token, timed.history_number, timed.is_initial,
    timed.town_code, timed.sex_code, timed.resident_kind_code,
    timed.reason_code, timed.population_sign, timed.delivery_id, timed.dating_rule_code,
    timed.counted_month_index, timed.event_month_index,
    case
        when timed.counted_month_index is not null and timed.event_month_index is not null then 'both'
        when left_out.history_number is not null then 'cancelled'
        else 'one_basis'
    end as bridge_code
from timed
inner join months
    on timed.municipality_code = months.municipality_code
    and least(timed.counted_month_index, timed.event_month_index) <= months.last_month_index
left join left_out
    on not timed.is_initial
    and timed.municipality_code = left_out.municipality_code
    and timed.person_token = left_out.person_token
    and timed.history_number = left_out.history_number
