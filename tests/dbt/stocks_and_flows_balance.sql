-- The stock of a month is the stock of the month before plus the movements of the month, for every town,
-- sex and resident kind, and nothing stands before the base month. It can never fail: stocks come from
-- spells, flows from effective changes, and both are the same persons. If it does, the 異動集計表 does not
-- close and every series of the city is in doubt (02-register 2.6).
with
signed as (
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        {{ month_index('stat_month') }} as month_index,
        population_count as signed_count
    from {{ ref('population_monthly') }}
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        {{ month_index('stat_month') }} + 1 as month_index,
        -population_count as signed_count
    from {{ ref('population_monthly') }}
    union all
    select
        movements.municipality_code, movements.town_code, movements.sex_code, movements.resident_kind_code,
        {{ month_index('movements.stat_month') }} as month_index,
        -movements.population_sign * movements.movement_count as signed_count
    from {{ ref('movements_monthly') }} as movements
    inner join {{ ref('basis_codes') }} as bases on movements.basis_code = bases.basis_code
    where bases.is_official
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
