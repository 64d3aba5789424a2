-- Each effective change with the state after it and the state it ended; a removal ends the state that
-- was in force, whatever its own row says (02-register 2.3).
with
judged as (select * from {{ ref('int_changes_judged') }} where is_effective),

vintages as (select * from {{ ref('int_person_vintages') }}),

changes as (select * from {{ ref('int_changes_entered') }}),

dated as (select * from {{ ref('int_changes_dated') }})

select
    vintages.basis_code,
    judged.vintage_id,
    vintages.municipality_code,
    vintages.person_token,
    judged.history_number,
    judged.is_initial,
    judged.reason_code,
    judged.population_effect,
    judged.cancelled_reason_code,
    changes.notification_type_code,
    changes.direction_code,
    changes.partner_municipality_code,
    changes.partner_country_code,
    changes.delivery_id,
    dated.dating_rule_code,
    judged.basis_date,
    changes.notified_date,
    changes.recorded_date,
    lead(judged.basis_date) over person_in_order as next_basis_date,
    changes.household_token,
    changes.relationship_codes,
    changes.is_householder,
    changes.town_code,
    changes.sex_code,
    changes.resident_kind_code,
    changes.nationality_code,
    changes.residence_status_code,
    changes.birth_year,
    changes.birth_month,
    changes.birth_day,
    lag(changes.town_code) over person_in_order as previous_town_code,
    lag(changes.sex_code) over person_in_order as previous_sex_code,
    lag(changes.resident_kind_code) over person_in_order as previous_resident_kind_code,
    lag(changes.birth_year) over person_in_order as previous_birth_year,
    lag(changes.birth_month) over person_in_order as previous_birth_month,
    lag(changes.birth_day) over person_in_order as previous_birth_day,
    vintages.known_month_index,
    vintages.next_known_month_index
from judged
inner join vintages on judged.vintage_id = vintages.vintage_id
inner join changes
    on vintages.municipality_code = changes.municipality_code
    and vintages.person_token = changes.person_token
    and judged.history_number = changes.history_number
    and judged.is_initial = changes.is_initial
inner join dated
    on judged.vintage_id = dated.vintage_id
    and judged.history_number = dated.history_number
    and judged.is_initial = dated.is_initial
window person_in_order as (
    partition by judged.vintage_id
    order by
        judged.is_opening desc, judged.basis_date asc, judged.is_initial desc, judged.order_history_number asc
)
