-- From which to which month a municipality can be tabulated. `load --through` says how far its deliveries
-- are complete; where nothing was said, the store is assumed complete through the month of the last
-- recorded date that came without such a word (03-tables 3.1).
with
base_dates as (select * from {{ ref('int_base_dates') }}),

deliveries as (select * from {{ ref('stg_register__deliveries') }}),

delivery_municipalities as (select * from {{ ref('stg_register__delivery_municipalities') }}),

assumed as (
    select max({{ month_index('last_recorded_date') }}) as last_month_index
    from deliveries
    where through_date is null
),

declared as (
    select
        delivery_municipalities.municipality_code,
        max({{ month_index('deliveries.through_date + 1') }}) - 1 as last_month_index
    from deliveries
    inner join delivery_municipalities on deliveries.delivery_id = delivery_municipalities.delivery_id
    where deliveries.through_date is not null
    group by delivery_municipalities.municipality_code
)

select
    base_dates.municipality_code,
    {{ month_index('base_dates.base_date') }} as first_month_index,
    greatest(
        {{ month_index('base_dates.base_date') }},
        coalesce(declared.last_month_index, 0),
        coalesce(assumed.last_month_index, 0)
    ) as last_month_index,
    coalesce(declared.last_month_index, 0) as declared_month_index
from base_dates
cross join assumed
left join declared on base_dates.municipality_code = declared.municipality_code
