-- A cancelled notice dates nothing (02-register 2.2: void rows have no effect; 2.5: the event basis leaves
-- cancelled changes out). Settled before changes are dated, because notices date out-moves; all that can
-- cancel a notice counts on its recorded date.
with
entered as (select * from {{ ref('int_changes_entered') }}),

links as (
    select
        cancellations.municipality_code,
        cancellations.person_token,
        cancellations.history_number,
        targets.history_number as target_history_number,
        targets.is_notice,
        cancellations.recorded_date <= targets.recorded_date as is_in_time
    from entered as cancellations
    inner join entered as targets
        on cancellations.municipality_code = targets.municipality_code
        and cancellations.person_token = targets.person_token
        and cancellations.target_history_number = targets.history_number
    where
        cancellations.is_cancellation
        and not targets.is_initial
        and targets.recorded_date > targets.base_date
),

cancelled_again as (
    select
        municipality_code,
        person_token,
        target_history_number as history_number,
        bool_or(is_in_time) as is_in_time
    from links
    group by municipality_code, person_token, target_history_number
)

select
    links.municipality_code,
    links.person_token,
    links.target_history_number as history_number,
    bool_or(links.is_in_time and not coalesce(cancelled_again.is_in_time, false)) as is_void,
    bool_or(cancelled_again.history_number is null) as is_left_out
from links
left join cancelled_again
    on links.municipality_code = cancelled_again.municipality_code
    and links.person_token = cancelled_again.person_token
    and links.history_number = cancelled_again.history_number
where links.is_notice
group by links.municipality_code, links.person_token, links.target_history_number
