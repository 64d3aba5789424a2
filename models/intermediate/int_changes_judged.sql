-- An add or removal acts iff the nearest earlier one is of the opposite kind (none before = not on the
-- register); a modification acts iff the nearest earlier one is an add (02-register 2.3).
with
candidates as (select * from {{ ref('int_candidate_changes') }}),

paired as (select * from {{ ref('int_paired_changes') }}),

ordered as (
    select
        candidates.basis_code,
        candidates.municipality_code,
        candidates.person_token,
        candidates.history_number,
        candidates.is_initial,
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
        on candidates.basis_code = paired.basis_code
        and candidates.municipality_code = paired.municipality_code
        and candidates.person_token = paired.person_token
        and candidates.history_number = paired.history_number
        and not candidates.is_initial
),

preceded as (
    select
        basis_code,
        municipality_code,
        person_token,
        history_number,
        is_initial,
        reason_code,
        population_effect,
        cancelled_reason_code,
        basis_date,
        order_history_number,
        last_value(presence_effect ignore nulls) over (
            partition by basis_code, municipality_code, person_token
            order by is_initial desc, basis_date asc, order_history_number asc
            rows between unbounded preceding and 1 preceding
        ) as preceding_effect
    from ordered
)

select
    basis_code,
    municipality_code,
    person_token,
    history_number,
    is_initial,
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
