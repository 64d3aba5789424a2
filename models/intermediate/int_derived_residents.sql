-- Who was on the register by the changes (register basis) at the end of the day of each later 全件データ.
with
residents as (select * from {{ ref('stg_register__residents') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

spells as (select * from {{ ref('int_residence_spells') }}),

lists as (
    select distinct
        residents.municipality_code,
        residents.base_date
    from residents
    inner join base_dates
        on residents.municipality_code = base_dates.municipality_code
        and residents.base_date > base_dates.base_date
)

select
    lists.municipality_code,
    lists.base_date,
    spells.person_token,
    spells.history_number,
    spells.is_initial,
    spells.household_token,
    spells.is_householder,
    spells.town_code,
    spells.sex_code,
    spells.resident_kind_code,
    spells.birth_year,
    spells.birth_month,
    spells.birth_day
from lists
inner join spells
    on lists.municipality_code = spells.municipality_code
    and lists.base_date >= spells.valid_from_date
    and (spells.valid_to_date is null or lists.base_date < spells.valid_to_date)
