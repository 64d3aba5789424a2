-- A household's composition from one month in which a member came, went or changed to the next.
with
spells as (select * from {{ ref('int_month_end_spells') }}),

kinds as (select * from {{ ref('resident_kind_codes') }}),

change_months as (
    select municipality_code, household_token, from_month_index as month_index from spells
    union
    select municipality_code, household_token, to_month_index as month_index from spells
    where to_month_index is not null
),

versions as (
    select
        municipality_code,
        household_token,
        month_index,
        lead(month_index) over (
            partition by municipality_code, household_token order by month_index
        ) as next_month_index
    from change_months
)

select
    versions.municipality_code,
    versions.household_token,
    versions.month_index as from_month_index,
    versions.next_month_index as to_month_index,
    count(*) as household_size,
    bool_or(not kinds.is_foreign) as has_japanese,
    bool_or(kinds.is_foreign) as has_foreign,
    sum(case when spells.is_householder then 1 else 0 end) as householder_count,
    case
        when sum(case when spells.is_householder then 1 else 0 end) = 1
            then max(case when spells.is_householder then spells.town_code end)
        else min(spells.town_code)
    end as town_code
from versions
inner join spells
    on versions.municipality_code = spells.municipality_code
    and versions.household_token = spells.household_token
    and versions.month_index >= spells.from_month_index
    and (spells.to_month_index is null or versions.month_index < spells.to_month_index)
inner join kinds on spells.resident_kind_code = kinds.resident_kind_code
group by
    versions.municipality_code,
    versions.household_token,
    versions.month_index,
    versions.next_month_index
