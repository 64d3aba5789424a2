-- Households by type add up to those of households_monthly, for every town and month. It can never fail:
-- every household has exactly one type. If it does, a combination of attributes is missing in
-- household_type_codes, or a household was counted twice at a birthday.
with
signed as (
    select municipality_code, stat_month, town_code, household_count as signed_count
    from {{ ref('household_types_monthly') }}
    union all
    select municipality_code, stat_month, town_code, -household_count as signed_count
    from {{ ref('households_monthly') }}
)

select
    municipality_code, stat_month, town_code,
    sum(signed_count) as residual
from signed
group by municipality_code, stat_month, town_code
having sum(signed_count) != 0
