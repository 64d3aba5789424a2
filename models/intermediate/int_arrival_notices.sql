-- Several notices for one out-move: the earliest recorded counts on the register basis, the one with
-- the highest history number gives the date on the event basis (02-register 2.3).
with
entered as (select * from {{ ref('int_changes_entered') }}),

cancellations as (select * from {{ ref('int_notice_cancellations') }}),

notices as (
    select
        entered.municipality_code,
        entered.person_token,
        entered.target_history_number,
        entered.recorded_date,
        entered.changed_date,
        coalesce(cancellations.is_void, false) as is_void,
        coalesce(cancellations.is_left_out, false) as is_left_out,
        row_number() over (
            partition by
                entered.municipality_code, entered.person_token, entered.target_history_number,
                coalesce(cancellations.is_left_out, false)
            order by entered.history_number desc
        ) as latest_first_rank
    from entered
    left join cancellations
        on entered.municipality_code = cancellations.municipality_code
        and entered.person_token = cancellations.person_token
        and entered.history_number = cancellations.history_number
    where entered.is_notice
)

select
    out_moves.municipality_code,
    out_moves.person_token,
    out_moves.history_number,
    min(case when not notices.is_void then notices.recorded_date end) as first_notice_recorded_date,
    max(case when not notices.is_left_out and notices.latest_first_rank = 1 then notices.changed_date end)
        as arrived_date
from entered as out_moves
inner join notices
    on out_moves.municipality_code = notices.municipality_code
    and out_moves.person_token = notices.person_token
    and out_moves.history_number = notices.target_history_number
where out_moves.is_planned
group by out_moves.municipality_code, out_moves.person_token, out_moves.history_number
