-- A later 全件データ and the changes, person by person. Values are compared here and go no further: what
-- leaves is which attributes differ.
with
residents as (select * from {{ ref('stg_register__residents') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

derived as (select * from {{ ref('int_derived_residents') }}),

listed as (
    select
        residents.municipality_code, residents.base_date, residents.person_token,
        residents.town_code, residents.sex_code, residents.resident_kind_code,
        residents.birth_year, residents.birth_month, residents.birth_day,
        residents.household_token, residents.is_householder
    from residents
    inner join base_dates
        on residents.municipality_code = base_dates.municipality_code
        and residents.base_date > base_dates.base_date
),

compared as (
    select
        listed.person_token is not null as is_listed,
        derived.person_token is not null as is_derived,
        coalesce(listed.municipality_code, derived.municipality_code) as municipality_code,
        coalesce(listed.base_date, derived.base_date) as base_date,
        coalesce(listed.person_token, derived.person_token) as person_token,
        listed.town_code, listed.sex_code, listed.resident_kind_code,
        derived.town_code as derived_town_code,
        derived.sex_code as derived_sex_code,
        derived.resident_kind_code as derived_resident_kind_code,
        derived.history_number, derived.is_initial,
        coalesce(listed.town_code != derived.town_code, false) as has_other_town,
        coalesce(listed.sex_code != derived.sex_code, false) as has_other_sex,
        coalesce(listed.resident_kind_code != derived.resident_kind_code, false) as has_other_resident_kind,
        coalesce(listed.birth_year, 0) != coalesce(derived.birth_year, 0)
        or coalesce(listed.birth_month, 0) != coalesce(derived.birth_month, 0)
        or coalesce(listed.birth_day, 0) != coalesce(derived.birth_day, 0) as has_other_birth_date,
        coalesce(listed.household_token, -1) != coalesce(derived.household_token, -1) as has_other_household,
        coalesce(listed.is_householder != derived.is_householder, false) as has_other_householder
    from listed
    full outer join derived
        on listed.municipality_code = derived.municipality_code
        and listed.base_date = derived.base_date
        and listed.person_token = derived.person_token
)

select
    municipality_code, base_date, person_token, history_number, is_initial,
    case
        when not is_derived then 'missing'
        when not is_listed then 'extra'
        when
            has_other_town or has_other_sex or has_other_resident_kind
            or has_other_birth_date or has_other_household or has_other_householder
            then 'different'
    end as difference_code,
    town_code, sex_code, resident_kind_code, derived_town_code, derived_sex_code, derived_resident_kind_code,
    has_other_town, has_other_sex, has_other_resident_kind,
    is_listed and is_derived and has_other_birth_date as has_other_birth_date,
    is_listed and is_derived and has_other_household as has_other_household,
    has_other_householder
from compared
