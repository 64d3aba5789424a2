-- The one type of a household from one deciding change to the next: who lives alone first, then old couples,
-- then everybody else by children and generations.
with
phases as (select * from {{ ref('int_household_phases') }}),

types as (select * from {{ ref('household_type_codes') }}),

described as (
    select
        municipality_code, household_token, from_month_index, to_month_index, town_code,
        household_size = 1 as is_single,
        elderly_count = household_size
        and (household_size = 1 or (household_size = 2 and householder_count = 1 and spouse_count = 1))
            as is_elderly,
        has_preschool_child and household_size > 1 as has_preschool_child,
        has_child and household_size > 1 as has_child,
        has_three_generations
    from phases
)

select
    described.municipality_code,
    described.household_token,
    described.from_month_index,
    described.to_month_index,
    described.town_code,
    types.household_type_code
from described
inner join types
    on described.is_single = types.is_single
    and described.is_elderly = types.is_elderly
    and described.has_preschool_child = types.has_preschool_child
    and described.has_child = types.has_child
    and described.has_three_generations = types.has_three_generations
