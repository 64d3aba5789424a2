-- Foreign residents by nationality and status add up to those of population_monthly, for every sex and age
-- band. It can never fail: both are sums of the same intervals. If it does, a foreign resident was counted
-- with a nationality of another month, or twice.
with
signed as (
    select municipality_code, stat_month, sex_code, age_band_code, population_count as signed_count
    from {{ ref('foreign_residents_monthly') }}
    union all
    select
        residents.municipality_code, residents.stat_month, residents.sex_code, ages.age_band_code,
        -residents.population_count as signed_count
    from {{ ref('population_monthly') }} as residents
    inner join {{ ref('age_codes') }} as ages on residents.age_code = ages.age_code
    inner join {{ ref('resident_kind_codes') }} as kinds
        on residents.resident_kind_code = kinds.resident_kind_code and kinds.is_foreign
)

select
    municipality_code, stat_month, sex_code, age_band_code,
    sum(signed_count) as residual
from signed
group by municipality_code, stat_month, sex_code, age_band_code
having sum(signed_count) != 0
