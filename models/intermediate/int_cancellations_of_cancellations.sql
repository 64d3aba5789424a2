-- The second level first, "from the highest down": of several cancellations of one cancellation the
-- highest history number voids it and itself, the others stand (02-register 2.2); the event basis leaves
-- all of them out (2.5).
with
links as (select * from {{ ref('int_cancellation_links') }} where cancellation_level = 2),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code),

ranked as (
    select
        bases.basis_code,
        bases.leaves_cancellations_out,
        links.municipality_code,
        links.person_token,
        links.history_number,
        links.target_history_number,
        row_number() over (
            partition by
                bases.basis_code, links.municipality_code, links.person_token, links.target_history_number
            order by links.history_number desc
        ) as highest_first_rank
    from links
    inner join bases on links.is_in_time or bases.leaves_cancellations_out
)

select
    basis_code,
    municipality_code,
    person_token,
    history_number,
    target_history_number
from ranked
where leaves_cancellations_out or highest_first_rank = 1
