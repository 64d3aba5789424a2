-- A cancelled notice dates nothing (02-register 2.2: void rows have no effect; 2.5: the event basis leaves
-- cancelled changes out). Settled before changes are dated, because notices date out-moves; all that can
-- cancel a notice counts on its own date.
with
known as (select * from {{ ref('int_changes_known') }} where is_cancellation or is_notice),

links as (
    select
        cancellations.vintage_id,
        cancellations.history_number,
        targets.history_number as target_history_number,
        targets.is_notice,
        cancellations.acting_date <= targets.acting_date as is_in_time
    from known as cancellations
    inner join known as targets
        on cancellations.vintage_id = targets.vintage_id
        and cancellations.target_history_number = targets.history_number
    where cancellations.is_cancellation and targets.own_date > targets.base_date
),

cancelled_again as (
    select
        vintage_id,
        target_history_number as history_number,
        bool_or(is_in_time) as is_in_time
    from links
    group by vintage_id, target_history_number
)

select
    links.vintage_id,
    links.target_history_number as history_number,
    bool_or(links.is_in_time and not coalesce(cancelled_again.is_in_time, false)) as is_void,
    bool_or(cancelled_again.history_number is null) as is_left_out
from links
left join cancelled_again
    on links.vintage_id = cancelled_again.vintage_id
    and links.history_number = cancelled_again.history_number
where links.is_notice
group by links.vintage_id, links.target_history_number
