-- All that the register ever learned adds up to what it knows now: the event basis, cell by cell. It can
-- never fail: knowledge is the begin and end of the same movements. If it does, no earlier state of the
-- event basis can be trusted (02-register 2.5).
with
signed as (
    select
        municipality_code, reference_month as stat_month, town_code, sex_code, resident_kind_code,
        reason_code, population_sign, movement_change
    from {{ ref('movement_knowledge') }}
    union all
    select
        municipality_code, event_month as stat_month, town_code, sex_code, resident_kind_code,
        reason_code, population_sign, -movement_count as movement_change
    from {{ ref('movement_timings') }}
    where event_month is not null
)

select
    signed.municipality_code, signed.stat_month, signed.town_code, signed.sex_code,
    signed.resident_kind_code, signed.reason_code, signed.population_sign
from signed
inner join {{ ref('int_covered_ranges') }} as months
    on signed.municipality_code = months.municipality_code
    and {{ month_index('signed.stat_month') }} <= months.last_month_index
group by all
having sum(signed.movement_change) != 0
