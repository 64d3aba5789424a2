-- In- and out-migrants by partner are the movements of the migration reasons on the register basis, by month, sex,
-- kind and age band. It can never fail: both are counted from the same aged movements. If it does, 転入転出 by
-- partner and the 異動集計表 disagree.
with
signed as (
    select
        municipality_code, stat_month, direction_code, sex_code, resident_kind_code, age_band_code,
        person_count as signed_count
    from {{ ref('migration_flows_monthly') }}
    union all
    select
        movements.municipality_code, movements.stat_month, reasons.direction_code,
        movements.sex_code, movements.resident_kind_code, movements.age_band_code,
        -movements.movement_count as signed_count
    from {{ ref('movements_monthly') }} as movements
    inner join {{ ref('basis_codes') }} as bases on movements.basis_code = bases.basis_code
    inner join {{ ref('reason_codes') }} as reasons on movements.reason_code = reasons.reason_code
    where bases.is_official and reasons.direction_code is not null
)

select
    municipality_code, stat_month, direction_code, sex_code, resident_kind_code, age_band_code,
    sum(signed_count) as residual
from signed
group by municipality_code, stat_month, direction_code, sex_code, resident_kind_code, age_band_code
having sum(signed_count) != 0
