-- The households of a month are those of the month before and the household changes of the month, for every
-- kind, and nothing stands before the base month. It can never fail: both count who shares a number. If it
-- does, a household came or went without a reason, and the table by reason does not close (02-register 2.4).
with
signed as (
    select
        municipality_code, household_kind_code,
        {{ month_index('stat_month') }} as month_index,
        household_count as signed_count
    from {{ ref('households_monthly') }}
    union all
    select
        municipality_code, household_kind_code,
        {{ month_index('stat_month') }} + 1 as month_index,
        -household_count as signed_count
    from {{ ref('households_monthly') }}
    union all
    select
        municipality_code, household_kind_code,
        {{ month_index('counted_date') }} as month_index,
        -household_sign * household_change_count as signed_count
    from {{ ref('household_changes') }}
)

select
    signed.municipality_code, signed.household_kind_code, signed.month_index,
    sum(signed.signed_count) as residual
from signed
inner join {{ ref('int_covered_ranges') }} as months
    on signed.municipality_code = months.municipality_code
    and signed.month_index <= months.last_month_index
group by signed.municipality_code, signed.household_kind_code, signed.month_index
having sum(signed.signed_count) != 0
