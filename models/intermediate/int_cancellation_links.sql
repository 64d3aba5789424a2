-- Which change a cancellation names, if that change is known here: delivered, and not already counted
-- by the base date (02-register 2.2). The level tells cancellations of cancellations apart. What came after
-- a cancellation's month was closed is not known to it, or the closed month would change (2.8); one that the
-- base counts never stood in any month.
with
changes as (select * from {{ ref('int_changes_dated') }} where not is_initial),

links as (
    select
        cancellations.vintage_id,
        cancellations.history_number,
        targets.history_number as target_history_number,
        cancellations.leaves_cancellations_out,
        targets.reason_code as cancelled_reason_code,
        cancellations.first_open_date,
        cancellations.acting_date,
        case when cancellations.counted_date > cancellations.base_date then cancellations.counted_date end
            as stood_from_date,
        targets.first_open_date as target_first_open_date,
        cancellations.acting_date <= targets.counted_date as is_in_time
    from changes as cancellations
    inner join changes as targets
        on cancellations.vintage_id = targets.vintage_id
        and cancellations.target_history_number = targets.history_number
    where
        cancellations.is_cancellation
        and targets.counted_date > targets.base_date
        and (
            targets.first_open_date is null
            or cancellations.counted_date >= targets.first_open_date
            or cancellations.counted_date <= cancellations.base_date
        )
)

select
    links.vintage_id,
    links.history_number,
    links.target_history_number,
    links.leaves_cancellations_out,
    links.cancelled_reason_code,
    case
        when not coalesce(links.stood_from_date >= second_links.target_first_open_date, true) then 1
        when second_links.history_number is null then 1
        when not coalesce(links.stood_from_date >= third_links.target_first_open_date, true) then 2
        when third_links.history_number is null then 2
        else 3
    end as cancellation_level,
    second_links.history_number is not null as is_of_cancellation,
    links.is_in_time,
    links.first_open_date,
    links.acting_date
from links
left join links as second_links
    on links.vintage_id = second_links.vintage_id
    and links.target_history_number = second_links.history_number
left join links as third_links
    on second_links.vintage_id = third_links.vintage_id
    and second_links.target_history_number = third_links.history_number
