-- Every cell of movements_monthly, on every basis, is the sum of its lineage by delivery and rule. It can
-- never fail: both count the same aged movements. If it does, a number of the city has an origin that is
-- not its own.
with
signed as (
    select
        municipality_code, stat_month, basis_code, town_code, reason_code, cancelled_reason_code,
        notification_type_code, population_sign, sex_code, resident_kind_code, age_band_code,
        movement_count as signed_count
    from {{ ref('movement_lineage_monthly') }}
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
