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
        relationship_codes,
        is_householder,
        town_code,
        sex_code,
        resident_kind_code,
        nationality_code,
        residence_status_code,
        reason_code,
        delivery_id,
        dating_rule_code,
        {{ birth_index('coalesce(birth_month, 1)', 'coalesce(birth_day, 1)') }} as first_birth_index,
        {{ birth_index('coalesce(birth_month, 12)', 'coalesce(birth_day, 31)') }} as last_birth_index,
        {{ month_index('valid_from_date') }} as from_month_index,
        {{ month_index('valid_to_date') }} as to_month_index
    from spells
)

select
    municipality_code,
    person_token,
    household_token,
    relationship_codes,
    is_householder,
    town_code,
    sex_code,
    resident_kind_code,
    nationality_code,
    residence_status_code,
    first_birth_index,
    last_birth_index,
    reason_code,
    delivery_id,
    dating_rule_code,
    from_month_index,
    to_month_index
from indexed
where to_month_index is null or from_month_index < to_month_index
