-- Every movement of every basis is in its cell of movements_monthly, once, though the mart is added up from
-- its lineage by delivery and rule. It can never fail: nothing is filtered on the way. If it does, a number
-- of the city is not the sum of its records.
with
signed as (
    select
        municipality_code, stat_month, basis_code, town_code, reason_code, cancelled_reason_code,
        notification_type_code, population_sign, sex_code, resident_kind_code, age_band_code,
        1 as signed_count
    from {{ ref('int_movements_aged') }}
    union all
    select
        municipality_code, stat_month, basis_code, town_code, reason_code, cancelled_reason_code,
        notification_type_code, population_sign, sex_code, resident_kind_code, age_band_code,
        -movement_count as signed_count
    from {{ ref('movements_monthly') }}
)

select
    municipality_code, stat_month, basis_code, town_code, reason_code, cancelled_reason_code,
    notification_type_code, population_sign, sex_code, resident_kind_code, age_band_code,
    sum(signed_count) as residual
from signed
group by
    municipality_code, stat_month, basis_code, town_code, reason_code, cancelled_reason_code,
    notification_type_code, population_sign, sex_code, resident_kind_code, age_band_code
having sum(signed_count) != 0
