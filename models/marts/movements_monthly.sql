-- The movements of a cell, whichever delivery brought them and whichever rule dated them.
select
    municipality_code,
    stat_month,
    basis_code,
    town_code,
    reason_code,
    cancelled_reason_code,
    notification_type_code,
    population_sign,
    sex_code,
    resident_kind_code,
    age_band_code,
    cast(sum(movement_count) as bigint) as movement_count
from {{ ref('movement_lineage_monthly') }}
group by
    municipality_code,
    stat_month,
    basis_code,
    town_code,
    reason_code,
    cancelled_reason_code,
    notification_type_code,
    population_sign,
    sex_code,
    resident_kind_code,
    age_band_code
order by
    stat_month,
    municipality_code,
    basis_code,
    town_code,
    reason_code,
    sex_code,
    resident_kind_code,
    age_band_code,
    cancelled_reason_code,
    notification_type_code,
    population_sign
