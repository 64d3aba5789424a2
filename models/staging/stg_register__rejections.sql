-- Refused rows that still wait; those that a later entry brought in, took up again or settled are left out.
with
rejections as (select * from {{ source('register', 'rejections') }}),

resolved as (select * from {{ source('register', 'resolved_rejections') }}),

released as (select * from {{ source('register', 'released_rows') }})

select
    rejections.delivery_id,
    rejections.row_number,
    rejections.municipality_code,
    rejections.rule_code,
    rejections.reason_code
from rejections
left join resolved
    on rejections.delivery_id = resolved.delivery_id
    and rejections.municipality_code = resolved.municipality_code
    and rejections.rule_code = resolved.rule_code
left join released
    on rejections.delivery_id = released.delivery_id
    and rejections.row_number = released.row_number
where resolved.delivery_id is null and released.delivery_id is null
