-- Households by the record they stand for, added up to a month, are the households_monthly of every cell
-- and month: here as changes from month to month, which are all zero exactly if every sum is. It can never
-- fail: each of the households has one record. If it does, a stock has an origin that is not its own.
with
signed as (
    select
        municipality_code, town_code, household_kind_code, household_size,
        {{ month_index('stat_month') }} as month_index,
        household_change as signed_count
    from {{ ref('household_lineage') }}
    union all
    select
        municipality_code, town_code, household_kind_code, household_size,
        {{ month_index('stat_month') }} as month_index,
        -household_count as signed_count
    from {{ ref('households_monthly') }}
    union all
    select
        municipality_code, town_code, household_kind_code, household_size,
        {{ month_index('stat_month') }} + 1 as month_index,
        household_count as signed_count
    from {{ ref('households_monthly') }}
),

residuals as (
    select
        municipality_code, town_code, household_kind_code, household_size, month_index,
        sum(signed_count) as residual
    from signed
    group by municipality_code, town_code, household_kind_code, household_size, month_index
    having sum(signed_count) != 0
)

select residuals.*
from residuals
inner join {{ ref('int_covered_ranges') }} as months
    on residuals.municipality_code = months.municipality_code
    and residuals.month_index <= months.last_month_index
