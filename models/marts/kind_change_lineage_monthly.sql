-- Official-basis modifications that move a person between resident kinds: その他 of the annual return.
with
effective as (select * from {{ ref('int_effective_changes') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official)

select
    effective.municipality_code,
    {{ month_start(month_index('effective.basis_date')) }} as stat_month,
    effective.reason_code,
    effective.previous_resident_kind_code as from_kind_code,
    effective.resident_kind_code as to_kind_code,
    effective.sex_code,
    effective.delivery_id,
    effective.dating_rule_code,
    count(*) as change_count
from effective
inner join bases on effective.basis_code = bases.basis_code
where
    effective.population_effect = 'modify'
    and effective.previous_resident_kind_code != effective.resident_kind_code
group by
    effective.municipality_code,
    stat_month,
    effective.reason_code,
    from_kind_code,
    to_kind_code,
    effective.sex_code,
    effective.delivery_id,
    effective.dating_rule_code
order by
    stat_month,
    effective.municipality_code,
    effective.reason_code,
    from_kind_code,
    to_kind_code,
    effective.sex_code,
    effective.delivery_id,
    effective.dating_rule_code
