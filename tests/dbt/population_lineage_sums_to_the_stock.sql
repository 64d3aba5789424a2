-- Residents by the record in force, added up to a month, are the population_monthly of every cell and
-- month: here as changes from month to month, which are all zero exactly if every sum is. It can never
-- fail: each of the residents has one record. If it does, a stock has an origin that is not its own.
with
signed as (
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        {{ month_index('stat_month') }} as month_index,
        population_change as signed_count
    from {{ ref('population_lineage') }}
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        {{ month_index('stat_month') }} as month_index,
        -population_count as signed_count
    from {{ ref('population_monthly') }}
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        {{ month_index('stat_month') }} + 1 as month_index,
        population_count as signed_count
    from {{ ref('population_monthly') }}
),

residuals as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, month_index,
        sum(signed_count) as residual
    from signed
    group by municipality_code, town_code, sex_code, resident_kind_code, month_index
    having sum(signed_count) != 0
)

select residuals.*
from residuals
inner join {{ ref('int_covered_ranges') }} as months
    on residuals.municipality_code = months.municipality_code
    and residuals.month_index <= months.last_month_index
