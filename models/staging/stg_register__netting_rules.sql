-- What a municipality says of a return and cancellation goes before the built-in rule.
with
built_in as (select * from {{ ref('netting_rules') }}),

overrides as (select * from {{ source('register', 'netting_overrides') }})

select
    municipality_code,
    return_code,
    reason_code,
    cancelled_reason_code,
    cast(is_netted as boolean) as is_netted
from overrides
union all
select
    '' as municipality_code,
    return_code,
    reason_code,
    cancelled_reason_code,
    is_netted
from built_in
