-- The bridge starts from the register count of movements_monthly, ends in its event count, and its parts
-- add up in between. It can never fail: both ends and all parts are sums over one list of movements. If it
-- does, the difference between two published series cannot be explained (03-tables 3.1).
with
counted as (
    select
        movements.municipality_code,
        movements.stat_month,
        movements.reason_code,
        sum(case when bases.is_official then movements.movement_count else 0 end) as register_count,
        sum(case when bases.leaves_cancellations_out then movements.movement_count else 0 end) as event_count
    from {{ ref('movements_monthly') }} as movements
    inner join {{ ref('basis_codes') }} as bases on movements.basis_code = bases.basis_code
    where bases.basis_code = bases.effect_basis_code
    group by movements.municipality_code, movements.stat_month, movements.reason_code
)

select
    bridges.municipality_code,
    bridges.stat_month,
    bridges.reason_code
from {{ ref('basis_bridge_monthly') }} as bridges
full outer join counted
    on bridges.municipality_code = counted.municipality_code
    and bridges.stat_month = counted.stat_month
    and bridges.reason_code = counted.reason_code
where
    coalesce(bridges.register_count, 0) != coalesce(counted.register_count, 0)
    or coalesce(bridges.event_count, 0) != coalesce(counted.event_count, 0)
    or bridges.event_count != bridges.register_count + bridges.happened_here_count + bridges.only_event_count
    - bridges.happened_earlier_count - bridges.future_dated_count
    - bridges.cancelled_count - bridges.only_register_count
