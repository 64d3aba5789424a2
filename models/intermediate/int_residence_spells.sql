-- Official (register-basis) presence: from one effective change to the next, with one state.
with
effective as (select * from {{ ref('int_effective_changes') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official)

select
    effective.municipality_code,
    effective.person_token,
    effective.history_number,
    effective.is_initial,
    effective.household_token,
    effective.relationship_codes,
    effective.is_householder,
    effective.town_code,
    effective.sex_code,
    effective.resident_kind_code,
    effective.nationality_code,
    effective.residence_status_code,
    effective.birth_year,
    effective.birth_month,
    effective.birth_day,
    effective.reason_code,
    effective.delivery_id,
    effective.dating_rule_code,
    effective.basis_date as valid_from_date,
    effective.next_basis_date as valid_to_date
from effective
inner join bases on effective.basis_code = bases.basis_code
where effective.population_effect != 'remove'
