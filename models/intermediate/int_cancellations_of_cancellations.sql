-- The second level first, "from the highest down": of several cancellations of one cancellation the
-- highest history number voids it and itself, the others stand (02-register 2.2); the event basis leaves
-- all of them out (2.5). One that came after the month of another was closed leaves the other its role (2.8).
with
links as (
    select * from {{ ref('int_cancellation_links') }}
    where is_of_cancellation and cancellation_level < 3 and (is_in_time or leaves_cancellations_out)
),

frozen as (
    select
        vintage_id,
        history_number,
        target_history_number,
        leaves_cancellations_out,
        first_open_date,
        coalesce(
            min(acting_date) over (partition by vintage_id, target_history_number) < first_open_date, false
        ) as is_late
    from links
),

ranked as (
    select
        vintage_id,
        history_number,
        target_history_number,
        leaves_cancellations_out,
        first_open_date,
        row_number() over (
            partition by vintage_id, target_history_number order by is_late asc, history_number desc
        ) as highest_first_rank
    from frozen
)

select
    vintage_id,
    history_number,
    target_history_number,
    first_open_date
from ranked
where leaves_cancellations_out or highest_first_rank = 1
