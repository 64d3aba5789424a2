-- Several notices for one out-move: the earliest recorded counts on the register basis, the one with
-- the highest history number gives the date on the event basis (02-register 2.3).
with
entered as (select * from {{ ref('int_changes_entered') }}),

notices_of_out_moves as (
    select
        out_moves.municipality_code,
        out_moves.person_token,
        out_moves.history_number,
        notices.changed_date as arrived_date,
        min(notices.recorded_date) over (
            partition by out_moves.municipality_code, out_moves.person_token, out_moves.history_number
        ) as first_notice_recorded_date,
        row_number() over (
            partition by out_moves.municipality_code, out_moves.person_token, out_moves.history_number
            order by notices.history_number desc
        ) as latest_first_rank
    from entered as out_moves
    inner join entered as notices
        on out_moves.municipality_code = notices.municipality_code
        and out_moves.person_token = notices.person_token
        and out_moves.history_number = notices.target_history_number
    where out_moves.is_planned and notices.is_notice
)

select
    municipality_code,
    person_token,
    history_number,
    first_notice_recorded_date,
    arrived_date
from notices_of_out_moves
where latest_first_rank = 1
