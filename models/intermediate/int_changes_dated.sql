-- The counting date of 02-register 2.1 and the event date of 2.5.
with
entered as (select * from {{ ref('int_changes_entered') }}),

notices as (select * from {{ ref('int_arrival_notices') }})

select
    entered.municipality_code,
    entered.person_token,
    entered.history_number,
    entered.reason_code,
    entered.notification_type_code,
    entered.target_history_number,
    entered.household_token,
    entered.birth_year,
    entered.birth_month,
    entered.birth_day,
    entered.sex_code,
    entered.resident_kind_code,
    entered.town_code,
    entered.direction_code,
    entered.partner_municipality_code,
    entered.partner_country_code,
    entered.population_effect,
    entered.delivery_id,
    entered.base_date,
    case
        when not entered.is_planned then entered.recorded_date
        when notices.first_notice_recorded_date < coalesce(entered.changed_date, entered.recorded_date)
            then greatest(entered.recorded_date, notices.first_notice_recorded_date)
        else greatest(entered.recorded_date, coalesce(entered.changed_date, entered.recorded_date))
    end as counted_date,
    entered.notified_date,
    coalesce(notices.arrived_date, entered.changed_date, entered.recorded_date) as event_date,
    entered.recorded_date,
    entered.is_householder,
    entered.is_initial,
    entered.is_cancellation
from entered
left join notices
    on entered.is_planned
    and entered.municipality_code = notices.municipality_code
    and entered.person_token = notices.person_token
    and entered.history_number = notices.history_number
