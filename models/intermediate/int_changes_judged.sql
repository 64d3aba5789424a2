-- An add or removal acts iff the nearest earlier one is of the opposite kind (none before = not on the
-- register); a modification acts iff the nearest earlier one is an add (02-register 2.3).
with
candidates as (select * from {{ ref('int_candidate_changes') }}),

paired as (select * from {{ ref('int_paired_changes') }}),

ordered as (
    select
        candidates.vintage_id,
        candidates.history_number,
        candidates.is_initial,
        candidates.is_opening,
        candidates.reason_code,
        candidates.population_effect,
        candidates.cancelled_reason_code,
        candidates.basis_date,
        coalesce(paired.order_history_number, candidates.history_number) as order_history_number,
        case
            when candidates.population_effect != 'modify' then candidates.population_effect
        end as presence_effect
    from candidates
    left join paired
        on candidates.vintage_id = paired.vintage_id
        and candidates.history_number = paired.history_number
        and not candidates.is_initial
),

preceded as (
    select
        vintage_id,
        history_number,
        is_initial,
        is_opening,
        reason_code,
        population_effect,
        cancelled_reason_code,
        basis_date,
        order_history_number,
        last_value(presence_effect ignore nulls) over (
            partition by vintage_id
            order by is_opening desc, basis_date asc, is_initial desc, order_history_number asc
            rows between unbounded preceding and 1 preceding
        ) as preceding_effect
    from ordered
)

select
    vintage_id,
    history_number,
    is_initial,
    is_opening,
    reason_code,
    population_effect,
    cancelled_reason_code,
    basis_date,
    order_history_number,
    case
        when population_effect = 'add' then coalesce(preceding_effect, 'remove') = 'remove'
        else coalesce(preceding_effect, 'remove') = 'add'
    end as is_effective
from preceded
