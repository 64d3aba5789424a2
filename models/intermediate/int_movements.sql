-- An effective change seen from a cell (town, sex, kind): +1 in the cell of the new state, −1 in the cell
-- of the state that ended; a modification only where it changes the cell (02-register 2.6). The notified
-- basis shows the register's effective changes under their notified date (2.5). Every vintage is here; the
-- latest, what is known now, has no next month of knowledge.
with
effective as (select * from {{ ref('int_effective_changes') }}),

bases as (select * from {{ ref('basis_codes') }}),

shown as (
    select
        bases.basis_code,
        effective.vintage_id, effective.known_month_index, effective.next_known_month_index,
        effective.municipality_code, effective.person_token, effective.history_number, effective.is_initial,
        effective.reason_code, effective.cancelled_reason_code, effective.notification_type_code,
        effective.direction_code, effective.partner_municipality_code, effective.partner_country_code,
        effective.delivery_id, effective.dating_rule_code, effective.recorded_date,
        effective.population_effect, effective.town_code, effective.previous_town_code,
        effective.sex_code, effective.previous_sex_code,
        effective.resident_kind_code, effective.previous_resident_kind_code,
        effective.birth_year, effective.birth_month, effective.birth_day,
        effective.previous_birth_year, effective.previous_birth_month, effective.previous_birth_day,
        case
            when bases.basis_code = bases.effect_basis_code then effective.basis_date
            else effective.notified_date
        end as movement_date,
        effective.previous_town_code != effective.town_code
        or effective.previous_sex_code != effective.sex_code
        or effective.previous_resident_kind_code != effective.resident_kind_code as is_cell_changed
    from effective
    inner join bases on effective.basis_code = bases.effect_basis_code
)

select
    basis_code, vintage_id, known_month_index, next_known_month_index,
    municipality_code,
    person_token,
    history_number,
    is_initial,
    town_code,
    reason_code, cancelled_reason_code, notification_type_code,
    direction_code, partner_municipality_code, partner_country_code,
    delivery_id, dating_rule_code, recorded_date,
    1 as population_sign,
    sex_code,
    resident_kind_code,
    birth_year,
    birth_month,
    birth_day,
    movement_date
from shown
where population_effect = 'add' or (population_effect = 'modify' and is_cell_changed)
union all
select
    basis_code, vintage_id, known_month_index, next_known_month_index,
    municipality_code,
    person_token,
    history_number,
    is_initial,
    previous_town_code as town_code,
    reason_code, cancelled_reason_code, notification_type_code,
    direction_code, partner_municipality_code, partner_country_code,
    delivery_id, dating_rule_code, recorded_date,
    -1 as population_sign,
    previous_sex_code as sex_code,
    previous_resident_kind_code as resident_kind_code,
    previous_birth_year as birth_year,
    previous_birth_month as birth_month,
    previous_birth_day as birth_day,
    movement_date
from shown
where population_effect = 'remove' or (population_effect = 'modify' and is_cell_changed)
