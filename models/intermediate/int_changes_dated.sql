-- The counting date of 02-register 2.1 and the event date of 2.5.
with
entered as (select * from {{ ref('int_changes_entered') }}),

notices as (select * from {{ ref('int_arrival_notices') }}),

planned as (
    select
        entered.*,
        notices.first_notice_recorded_date,
        notices.arrived_date,
        case
            when entered.is_planned
                then greatest(entered.recorded_date, coalesce(entered.changed_date, entered.recorded_date))
            else entered.recorded_date
        end as planned_date
    from entered
    left join notices
        on entered.is_planned
        and entered.municipality_code = notices.municipality_code
        and entered.person_token = notices.person_token
        and entered.history_number = notices.history_number
)

select
    municipality_code,
    person_token,
    history_number,
    reason_code,
    notification_type_code,
    target_history_number,
    household_token,
    birth_year,
    birth_month,
    birth_day,
    sex_code,
    resident_kind_code,
    town_code,
    direction_code,
    partner_municipality_code,
    partner_country_code,
    population_effect,
    delivery_id,
    base_date,
    case
        when first_notice_recorded_date < planned_date
            then greatest(recorded_date, first_notice_recorded_date)
        else planned_date
    end as counted_date,
    notified_date,
    coalesce(arrived_date, changed_date, recorded_date) as event_date,
    recorded_date,
    is_householder,
    is_initial,
    is_cancellation
from planned
