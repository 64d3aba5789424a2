-- The first day that was open when a delivery came: the day after the months that were closed before it
-- and have stayed closed ever since. Reopening a month sets back all that was carried (02-register 2.8).
with
entries as (select * from {{ ref('stg_register__month_entries') }}),

delivered as (
    select
        delivery_municipalities.delivery_id,
        delivery_municipalities.municipality_code,
        max(entries.entry_id) as last_entry_id
    from {{ ref('stg_register__delivery_municipalities') }} as delivery_municipalities
    inner join entries
        on delivery_municipalities.municipality_code = entries.municipality_code
        and delivery_municipalities.delivery_id > entries.entry_id
    group by delivery_municipalities.delivery_id, delivery_municipalities.municipality_code
),

closed_since as (
    select
        delivered.delivery_id,
        delivered.municipality_code,
        min(coalesce({{ month_index('entries.closed_through_month') }}, 0)) as closed_month_index
    from delivered
    inner join entries
        on delivered.municipality_code = entries.municipality_code
        and delivered.last_entry_id <= entries.entry_id
    group by delivered.delivery_id, delivered.municipality_code
)

select
    delivery_id,
    municipality_code,
    {{ month_start('closed_month_index + 1') }} as first_open_date
from closed_since
where closed_month_index > 0
