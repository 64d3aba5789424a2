-- A 24 and a 14 (or a 25 and a 15) on one date are one act that registers write in either order: the
-- removal takes the smaller, the entry the larger of their two history numbers (02-register 2.3).
with
candidates as (select * from {{ ref('int_candidate_changes') }}),

reasons as (select * from {{ ref('reason_codes') }} where paired_entry_reason_code is not null),

ranked as (
    select
        candidates.vintage_id,
        candidates.basis_date,
        candidates.history_number,
        reasons.reason_code as removal_reason_code,
        candidates.reason_code = reasons.reason_code as is_removal,
        row_number() over (
            partition by
                candidates.vintage_id, candidates.basis_date, reasons.reason_code, candidates.reason_code
            order by candidates.history_number
        ) as pair_number
    from candidates
    inner join reasons
        on candidates.reason_code in (reasons.reason_code, reasons.paired_entry_reason_code)
),

pairs as (
    select
        removals.vintage_id,
        removals.history_number as removal_history_number,
        entries.history_number as entry_history_number
    from ranked as removals
    inner join ranked as entries
        on removals.vintage_id = entries.vintage_id
        and removals.basis_date = entries.basis_date
        and removals.removal_reason_code = entries.removal_reason_code
        and removals.pair_number = entries.pair_number
    where removals.is_removal and not entries.is_removal
)

select
    vintage_id,
    removal_history_number as history_number,
    least(removal_history_number, entry_history_number) as order_history_number
from pairs
union all
select
    vintage_id,
    entry_history_number as history_number,
    greatest(removal_history_number, entry_history_number) as order_history_number
from pairs
