-- Changes and initial entries in one shape, each with what its reason means and the date its municipality
-- counts by (02-register 2.1: the recorded date, or the notified date where a municipality chose it).
with
reasons as (select * from {{ ref('reason_codes') }}),

directions as (select * from {{ ref('direction_codes') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

notified_rules as (
    select rules.municipality_code
    from {{ ref('stg_register__counting_rules') }} as rules
    inner join {{ ref('counting_date_codes') }} as counting_dates
        on rules.counting_date_code = counting_dates.counting_date_code
    where counting_dates.is_notified_date
),

open_dates as (select * from {{ ref('int_first_open_dates') }}),

entered as (
    select * from {{ ref('stg_register__changes') }}
    union all
    select * from {{ ref('int_initial_entries') }}
)

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
    entered.nationality_code,
    entered.residence_status_code,
    entered.town_code,
    reasons.direction_code,
    case
        when directions.is_inward then entered.origin_municipality_code
        when not directions.is_inward then entered.destination_municipality_code
    end as partner_municipality_code,
    case
        when directions.is_inward then entered.origin_country_code
        when not directions.is_inward then entered.destination_country_code
    end as partner_country_code,
    reasons.population_effect,
    entered.delivery_id,
    base_dates.base_date,
    entered.changed_date,
    coalesce(entered.notified_date, entered.recorded_date) as notified_date,
    entered.recorded_date,
    case
        when notified_rules.municipality_code is null then entered.recorded_date
        else coalesce(entered.notified_date, entered.recorded_date)
    end as own_date,
    open_dates.first_open_date,
    entered.relationship_codes,
    entered.is_householder,
    coalesce(reasons.component = 'initial', false) as is_initial,
    reasons.is_cancellation,
    reasons.is_notice,
    reasons.is_planned,
    notified_rules.municipality_code is not null as is_counted_by_notification
from entered
inner join base_dates on entered.municipality_code = base_dates.municipality_code
inner join reasons on entered.reason_code = reasons.reason_code
left join directions on reasons.direction_code = directions.direction_code
left join notified_rules on entered.municipality_code = notified_rules.municipality_code
left join open_dates
    on entered.municipality_code = open_dates.municipality_code
    and entered.delivery_id = open_dates.delivery_id
