-- Which change a cancellation names, if that change is known here: delivered, and not already counted
-- by the base date (02-register 2.2). The level tells cancellations of cancellations apart.
with
changes as (select * from {{ ref('int_changes_dated') }} where not is_initial),

links as (
    select
        cancellations.municipality_code,
        cancellations.person_token,
        cancellations.history_number,
        targets.history_number as target_history_number,
        targets.reason_code as cancelled_reason_code,
        cancellations.recorded_date <= targets.counted_date as is_in_time
    from changes as cancellations
    inner join changes as targets
        on cancellations.municipality_code = targets.municipality_code
        and cancellations.person_token = targets.person_token
        and cancellations.target_history_number = targets.history_number
    where cancellations.is_cancellation and targets.counted_date > targets.base_date
)

select
    links.municipality_code,
    links.person_token,
    links.history_number,
    links.target_history_number,
    links.cancelled_reason_code,
    case
        when second_links.history_number is null then 1
        when third_links.history_number is null then 2
        else 3
    end as cancellation_level,
    links.is_in_time
from links
left join links as second_links
    on links.municipality_code = second_links.municipality_code
    and links.person_token = second_links.person_token
    and links.target_history_number = second_links.history_number
left join links as third_links
    on second_links.municipality_code = third_links.municipality_code
    and second_links.person_token = third_links.person_token
    and second_links.target_history_number = third_links.history_number
