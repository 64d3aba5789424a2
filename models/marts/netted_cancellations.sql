-- Cancellations that a return takes out of the line of the reason they cancel. A municipality's own rule
-- goes before the built-in one.
with
base_dates as (select * from {{ ref('int_base_dates') }}),

rules as (select * from {{ ref('stg_register__netting_rules') }}),

reasons as (select * from {{ ref('reason_codes') }}),

ranked as (
    select
        base_dates.municipality_code,
        rules.return_code,
        rules.reason_code,
        rules.cancelled_reason_code,
        rules.is_netted,
        row_number() over (
            partition by
                base_dates.municipality_code, rules.return_code, rules.reason_code,
                rules.cancelled_reason_code
            order by rules.municipality_code desc
        ) as precedence
    from base_dates
    inner join rules on rules.municipality_code in ('', base_dates.municipality_code)
)

select
    ranked.municipality_code,
    ranked.return_code,
    ranked.reason_code,
    ranked.cancelled_reason_code,
    reasons.report_item_code as item_code
from ranked
inner join reasons on ranked.cancelled_reason_code = reasons.reason_code
where ranked.precedence = 1 and ranked.is_netted
order by
    ranked.municipality_code,
    ranked.return_code,
    ranked.reason_code,
    ranked.cancelled_reason_code
