-- The lineage of in- and out-migrants is the lineage of the movements of the migration reasons on the
-- register basis, by month, reason, delivery and rule. It can never fail: both count the same aged
-- movements. If it does, a flow by partner is said to come from other deliveries than the 転入 and 転出 it is
-- part of.
with
signed as (
    select
        municipality_code, stat_month, reason_code, delivery_id, dating_rule_code,
        sex_code, resident_kind_code, age_band_code,
        person_count as signed_count
    from {{ ref('migration_lineage_monthly') }}
    union all
    select
        movements.municipality_code, movements.stat_month, movements.reason_code, movements.delivery_id,
        movements.dating_rule_code, movements.sex_code, movements.resident_kind_code, movements.age_band_code,
        -movements.movement_count as signed_count
    from {{ ref('movement_lineage_monthly') }} as movements
    inner join {{ ref('basis_codes') }} as bases on movements.basis_code = bases.basis_code
    inner join {{ ref('reason_codes') }} as reasons on movements.reason_code = reasons.reason_code
    where bases.is_official and reasons.direction_code is not null
)

select
    municipality_code, stat_month, reason_code, delivery_id, dating_rule_code, sex_code, resident_kind_code,
    age_band_code,
    sum(signed_count) as residual
from signed
group by
    municipality_code, stat_month, reason_code, delivery_id, dating_rule_code, sex_code, resident_kind_code,
    age_band_code
having sum(signed_count) != 0
