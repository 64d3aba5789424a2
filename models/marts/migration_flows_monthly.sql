-- In- and out-migration by partner: what migration_lineage_monthly holds of every reason, delivery and rule.
select
    municipality_code,
    stat_month,
    direction_code,
    partner_kind_code,
    partner_code,
    sex_code,
    resident_kind_code,
    age_band_code,
    cast(sum(person_count) as bigint) as person_count
from {{ ref('migration_lineage_monthly') }}
group by all
order by
    stat_month,
    municipality_code,
    direction_code,
    partner_kind_code,
    partner_code,
    sex_code,
    resident_kind_code,
    age_band_code
