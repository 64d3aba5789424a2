-- Cancellations whose target has not been delivered stand as changes of their own (02-register 2.2). If the
-- target waits in quarantine, accepting it can make both void, whatever the target is.
with
changes as (select * from {{ ref('stg_register__changes') }}),

reasons as (select * from {{ ref('reason_codes') }})

select distinct
    cancellations.municipality_code,
    cancellations.person_token
from changes as cancellations
inner join reasons on cancellations.reason_code = reasons.reason_code
left join changes as targets
    on cancellations.municipality_code = targets.municipality_code
    and cancellations.person_token = targets.person_token
    and cancellations.target_history_number = targets.history_number
where reasons.is_cancellation and targets.history_number is null
