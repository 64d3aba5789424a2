-- An official change from both sides: the state it made (+1) and the state it ended (−1), each with its
-- district; and what kind of modification it was. A change of sex or kind is a reclassification, whatever
-- else moved; a change of district alone is a district move.
with
effective as (select * from {{ ref('int_effective_changes') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official),

towns as (select * from {{ ref('stg_register__towns') }}),

located as (
    select
        effective.municipality_code, effective.person_token, effective.history_number,
        effective.is_initial, effective.reason_code, effective.population_effect,
        effective.cancelled_reason_code, effective.notification_type_code,
        effective.delivery_id, effective.dating_rule_code, effective.basis_date,
        effective.sex_code, effective.previous_sex_code,
        effective.resident_kind_code, effective.previous_resident_kind_code,
        coalesce(nullif(new_towns.district_code, ''), '{{ var("no_district_code") }}') as district_code,
        coalesce(nullif(old_towns.district_code, ''), '{{ var("no_district_code") }}')
            as previous_district_code
    from effective
    inner join bases on effective.basis_code = bases.basis_code
    left join towns as new_towns
        on effective.municipality_code = new_towns.municipality_code
        and effective.town_code = new_towns.town_code
    left join towns as old_towns
        on effective.municipality_code = old_towns.municipality_code
        and effective.previous_town_code = old_towns.town_code
),

classified as (
    select
        municipality_code, person_token, history_number, is_initial, reason_code, population_effect,
        cancelled_reason_code, notification_type_code, delivery_id, dating_rule_code,
        basis_date, district_code, previous_district_code,
        sex_code, previous_sex_code, resident_kind_code, previous_resident_kind_code,
        case
            when population_effect != 'modify' then 'none'
            when previous_sex_code != sex_code or previous_resident_kind_code != resident_kind_code
                then 'reclassified'
            when previous_district_code != district_code then 'district_move'
            else 'none'
        end as modification_kind
    from located
)

select
    municipality_code, person_token, history_number, is_initial,
    basis_date as counted_date,
    district_code,
    reason_code,
    cancelled_reason_code, notification_type_code, delivery_id, dating_rule_code,
    population_effect,
    modification_kind,
    1 as population_sign,
    sex_code,
    resident_kind_code
from classified
where population_effect != 'remove'
union all
select
    municipality_code, person_token, history_number, is_initial,
    basis_date as counted_date,
    previous_district_code as district_code,
    reason_code,
    cancelled_reason_code, notification_type_code, delivery_id, dating_rule_code,
    population_effect,
    modification_kind,
    -1 as population_sign,
    previous_sex_code as sex_code,
    previous_resident_kind_code as resident_kind_code
from classified
where population_effect != 'add'
