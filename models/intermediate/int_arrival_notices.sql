-- Several notices for one out-move: the earliest recorded counts on the register basis, the one with
-- the highest history number gives the date on the event basis (02-register 2.3).
with
known as (select * from {{ ref('int_changes_known') }}),

cancellations as (select * from {{ ref('int_notice_cancellations') }}),

notices as (
    select
        known.vintage_id,
        known.target_history_number,
        known.acting_date,
        known.changed_date,
        coalesce(cancellations.is_void, false) as is_void,
        coalesce(cancellations.is_left_out, false) as is_left_out,
        row_number() over (
            partition by
                known.vintage_id, known.target_history_number, coalesce(cancellations.is_left_out, false)
            order by known.history_number desc
        ) as latest_first_rank
    from known
    left join cancellations
        on known.vintage_id = cancellations.vintage_id
        and known.history_number = cancellations.history_number
    where known.is_notice
)

select
    out_moves.vintage_id,
    out_moves.history_number,
    min(case when not notices.is_void then notices.acting_date end) as first_notice_date,
    max(case when not notices.is_left_out and notices.latest_first_rank = 1 then notices.changed_date end)
        as arrived_date
from known as out_moves
inner join notices
    on out_moves.vintage_id = notices.vintage_id
    and out_moves.history_number = notices.target_history_number
where out_moves.is_planned
group by out_moves.vintage_id, out_moves.history_number
