-- Who came into or went out of a household by which official change; a change of kind within a household is
-- one event. Within a person the order is that of the register, in a household that of days and histories.
with
effective as (select * from {{ ref('int_effective_changes') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official),

judged as (select * from {{ ref('int_changes_judged') }} where is_effective),

kinds as (select * from {{ ref('resident_kind_codes') }}),

ordered as (
    select
        effective.municipality_code, effective.person_token, effective.history_number,
        effective.is_initial, effective.population_effect, effective.reason_code, effective.basis_date,
        judged.order_history_number,
        effective.household_token, effective.resident_kind_code, effective.previous_resident_kind_code,
        lag(effective.household_token) over (
            partition by effective.vintage_id
            order by
                judged.is_opening desc, judged.basis_date asc, judged.is_initial desc,
                judged.order_history_number asc
        ) as previous_household_token
    from effective
    inner join bases on effective.basis_code = bases.basis_code
    inner join judged
        on effective.vintage_id = judged.vintage_id
        and effective.history_number = judged.history_number
        and effective.is_initial = judged.is_initial
),

sides as (
    select
        municipality_code, person_token, history_number, is_initial, reason_code, basis_date,
        order_history_number, household_token, resident_kind_code, 1 as member_sign
    from ordered
    where population_effect != 'remove'
    union all
    select
        municipality_code, person_token, history_number, is_initial, reason_code, basis_date,
        order_history_number, previous_household_token, previous_resident_kind_code, -1 as member_sign
    from ordered
    where population_effect != 'add'
)

select
    sides.municipality_code,
    sides.household_token,
    sides.person_token,
    sides.history_number,
    sides.is_initial,
    sides.reason_code,
    sides.basis_date as counted_date,
    sides.order_history_number,
    sum(case when kinds.is_foreign then 0 else sides.member_sign end) as japanese_change,
    sum(case when kinds.is_foreign then sides.member_sign else 0 end) as foreign_change
from sides
inner join kinds on sides.resident_kind_code = kinds.resident_kind_code
group by all
having japanese_change != 0 or foreign_change != 0
