-- All dates of an initial entry are the base date (02-register 2.3).
with
residents as (select * from {{ ref('stg_register__residents') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

initial_reasons as (
    select reason_code
    from {{ ref('reason_codes') }}
    where component = 'initial'
)

select
    residents.municipality_code,
    residents.person_token,
    residents.history_number,
    residents.household_token,
    initial_reasons.reason_code,
    cast(null as varchar) as notification_type_code,
    residents.base_date as changed_date,
    residents.base_date as notified_date,
    residents.base_date as recorded_date,
    cast(null as integer) as target_history_number,
    residents.birth_year,
    residents.birth_month,
    residents.birth_day,
    residents.sex_code,
    residents.resident_kind_code,
    residents.nationality_code,
    residents.residence_status_code,
    residents.relationship_codes,
    residents.is_householder,
    residents.town_code,
    cast(null as varchar) as origin_municipality_code,
    cast(null as varchar) as origin_country_code,
    cast(null as varchar) as destination_municipality_code,
    cast(null as varchar) as destination_country_code,
    residents.delivery_id
from residents
inner join base_dates
    on residents.municipality_code = base_dates.municipality_code
    and residents.base_date = base_dates.base_date
cross join initial_reasons
