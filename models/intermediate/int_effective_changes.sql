-- Each effective change with the state after it and the state it ended; a removal ends the state that
-- was in force, whatever its own row says (02-register 2.3).
with
judged as (select * from {{ ref('int_changes_judged') }} where is_effective),

changes as (select * from {{ ref('int_changes_dated') }})

select
    judged.basis_code,
    judged.municipality_code,
    judged.person_token,
    judged.history_number,
    judged.is_initial,
    judged.reason_code,
    judged.population_effect,
    judged.cancelled_reason_code,
    changes.notification_type_code,
    changes.direction_code,
    changes.partner_municipality_code,
    changes.partner_country_code,
    judged.basis_date,
    changes.notified_date,
    lead(judged.basis_date) over person_in_order as next_basis_date,
    changes.household_token,
    changes.is_householder,
    changes.town_code,
    changes.sex_code,
    changes.resident_kind_code,
    changes.birth_year,
    changes.birth_month,
    changes.birth_day,
    lag(changes.town_code) over person_in_order as previous_town_code,
    lag(changes.sex_code) over person_in_order as previous_sex_code,
    lag(changes.resident_kind_code) over person_in_order as previous_resident_kind_code,
    lag(changes.birth_year) over person_in_order as previous_birth_year,
    lag(changes.birth_month) over person_in_order as previous_birth_month,
    lag(changes.birth_day) over person_in_order as previous_birth_day
from judged
inner join changes
    on judged.municipality_code = changes.municipality_code
    and judged.person_token = changes.person_token
    and judged.history_number = changes.history_number
    and judged.is_initial = changes.is_initial
window person_in_order as (
    partition by judged.basis_code, judged.municipality_code, judged.person_token
    order by judged.is_initial desc, judged.basis_date asc, judged.order_history_number asc
)
