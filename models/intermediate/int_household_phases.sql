-- Birthdays that decide a household's type are changes too: each version is cut where a member is born,
-- reaches school age, grows up or becomes elderly. Of a half-known birth only what is sure counts: elderly
-- from the latest birthday that is possible on, a child up to the earliest (02-register 2.4).
with
members as (select * from {{ ref('int_household_members') }}),

ages as (
    select
        municipality_code, household_token, from_month_index, to_month_index,
        last_birth_index as month_index
    from members
    union all
    select
        municipality_code, household_token, from_month_index, to_month_index,
        last_birth_index + 12 * {{ var('elderly_age') }} as month_index
    from members
    union all
    select
        municipality_code, household_token, from_month_index, to_month_index,
        first_birth_index + 12 * {{ var('school_age') }} as month_index
    from members
    union all
    select
        municipality_code, household_token, from_month_index, to_month_index,
        first_birth_index + 12 * {{ var('adult_age') }} as month_index
    from members
),

cuts as (
    select
        municipality_code, household_token, from_month_index, to_month_index,
        from_month_index as month_index
    from members
    union
    select municipality_code, household_token, from_month_index, to_month_index, month_index
    from ages
    where month_index > from_month_index and (to_month_index is null or month_index < to_month_index)
),

phases as (
    select
        municipality_code, household_token, from_month_index, month_index,
        coalesce(
            lead(month_index) over (
                partition by municipality_code, household_token, from_month_index order by month_index
            ),
            to_month_index
        ) as next_month_index
    from cuts
)

select
    phases.municipality_code,
    phases.household_token,
    phases.month_index as from_month_index,
    phases.next_month_index as to_month_index,
    members.town_code,
    members.household_size,
    count(distinct members.generation) >= 3 as has_three_generations,
    sum(case when members.is_householder then 1 else 0 end) as householder_count,
    sum(case when members.is_spouse then 1 else 0 end) as spouse_count,
    sum(case
        when phases.month_index >= members.last_birth_index + 12 * {{ var('elderly_age') }} then 1 else 0
    end) as elderly_count,
    coalesce(bool_or(
        phases.month_index >= members.last_birth_index
        and phases.month_index < members.first_birth_index + 12 * {{ var('school_age') }}
    ), false) as has_preschool_child,
    coalesce(bool_or(
        phases.month_index >= members.last_birth_index
        and phases.month_index < members.first_birth_index + 12 * {{ var('adult_age') }}
    ), false) as has_child
from phases
inner join members
    on phases.municipality_code = members.municipality_code
    and phases.household_token = members.household_token
    and phases.from_month_index = members.from_month_index
group by all
