-- Refused rows that still wait; those that a later delivery brought in are left out.
with
rejections as (select * from {{ source('register', 'rejections') }}),

resolved as (select * from {{ source('register', 'resolved_rejections') }})

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
where resolved.delivery_id is null
