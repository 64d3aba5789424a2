-- Both ends of every cancellation that came in time (on the event basis: of every cancellation). Of
-- several cancellations of one change the highest history number voids it (02-register 2.2), unless it came
-- after the month of another was closed; and one that stood beside a higher one when its month was closed
-- goes on standing when the higher one is cancelled (2.8).
with
links as (
    select * from {{ ref('int_cancellation_links') }}
    where not is_of_cancellation and cancellation_level < 3 and (is_in_time or leaves_cancellations_out)
),

second_level as (select * from {{ ref('int_cancellations_of_cancellations') }}),

rivals as (
    select
        links.vintage_id,
        links.history_number,
        links.target_history_number,
        links.leaves_cancellations_out,
        second_level.history_number is not null as is_void,
        coalesce(
            min(case when second_level.history_number is null then links.acting_date end) over (
                partition by links.vintage_id, links.target_history_number
            ) < links.first_open_date,
            false
        ) as is_late,
        coalesce(
            max(second_level.first_open_date) over (
                partition by links.vintage_id, links.target_history_number
                order by links.history_number desc
                rows between unbounded preceding and 1 preceding
            ) > links.acting_date,
            false
        ) as stood_when_closed
    from links
    left join second_level
        on links.vintage_id = second_level.vintage_id
        and links.history_number = second_level.target_history_number
),

ranked as (
    select
        vintage_id,
        history_number,
        target_history_number,
        leaves_cancellations_out,
        row_number() over (
            partition by vintage_id, target_history_number order by is_late asc, history_number desc
        ) as highest_first_rank
    from rivals
    where not is_void and (leaves_cancellations_out or not stood_when_closed)
),

pairs as (
    select vintage_id, history_number, target_history_number
    from second_level
    union all
    select vintage_id, history_number, target_history_number
    from ranked
    where leaves_cancellations_out or highest_first_rank = 1
)

select vintage_id, history_number from pairs
union
select vintage_id, target_history_number as history_number from pairs
