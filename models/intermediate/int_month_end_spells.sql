-- Spells in months: the month ends they cover are the half-open range of month indexes. A spell that
-- covers no month end is gone here. Birth indexes are months too (year·12 + month − [day is 1]), so
-- that age at a month end is a plain quotient; an unknown day or month leaves a range (02-register 2.4).
with
spells as (select * from {{ ref('int_residence_spells') }}),

indexed as (
    select
        municipality_code,
        person_token,
        household_token,
        is_householder,
        town_code,
        sex_code,
        resident_kind_code,
        birth_year * 12 + coalesce(birth_month, 1)
            - case when coalesce(birth_day, 1) = 1 then 1 else 0 end as first_birth_index,
        birth_year * 12 + coalesce(birth_month, 12)
            - case when coalesce(birth_day, 31) = 1 then 1 else 0 end as last_birth_index,
        {{ month_index('valid_from_date') }} as from_month_index,
        {{ month_index('valid_to_date') }} as to_month_index
    from spells
)

select *
from indexed
where to_month_index is null or from_month_index < to_month_index
