-- Both ends of every cancellation that came in time (on the event basis: of every cancellation). Of
-- several cancellations of one change the highest history number voids it (02-register 2.2).
with
links as (select * from {{ ref('int_cancellation_links') }} where cancellation_level = 1),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code),

second_level as (select * from {{ ref('int_cancellations_of_cancellations') }}),

first_level as (
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
    left join second_level
        on bases.basis_code = second_level.basis_code
        and links.municipality_code = second_level.municipality_code
        and links.person_token = second_level.person_token
        and links.history_number = second_level.target_history_number
    where second_level.history_number is null
),

pairs as (
    select
        basis_code, municipality_code, person_token, history_number, target_history_number
    from second_level
    union all
    select
        basis_code, municipality_code, person_token, history_number, target_history_number
    from first_level
    where leaves_cancellations_out or highest_first_rank = 1
)

select basis_code, municipality_code, person_token, history_number from pairs
union
select basis_code, municipality_code, person_token, target_history_number as history_number from pairs
