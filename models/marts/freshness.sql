-- How fresh a municipality's figures were when they were loaded; never against today's date, so that the
-- same deliveries make the same table.
with
base_dates as (select * from {{ ref('int_base_dates') }}),

loads as (
    select
        delivery_municipalities.municipality_code,
        max(deliveries.loaded_at) as last_loaded_at,
        max(deliveries.through_date) as through_date
    from {{ ref('stg_register__delivery_municipalities') }} as delivery_municipalities
    inner join {{ ref('stg_register__deliveries') }} as deliveries
        on delivery_municipalities.delivery_id = deliveries.delivery_id
    group by delivery_municipalities.municipality_code
),

recorded as (
    select municipality_code, max(recorded_date) as last_recorded_date
    from {{ ref('stg_register__changes') }}
    group by municipality_code
),

dated as (
    select
        base_dates.municipality_code,
        loads.last_loaded_at,
        coalesce(recorded.last_recorded_date, base_dates.base_date) as last_recorded_date,
        loads.through_date
    from base_dates
    inner join loads on base_dates.municipality_code = loads.municipality_code
    left join recorded on base_dates.municipality_code = recorded.municipality_code
)

select
    municipality_code,
    last_loaded_at,
    last_recorded_date,
    through_date,
    {{ days_between('last_recorded_date', 'cast(last_loaded_at as date)') }} as recording_lag_days
from dated
order by municipality_code
