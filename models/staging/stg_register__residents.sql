select
    municipality_code,
    person_token,
    history_number,
    household_token,
    cast(birth_year as integer) as birth_year,
    cast(birth_month as integer) as birth_month,
    cast(birth_day as integer) as birth_day,
    sex_code,
    resident_kind_code,
    nationality_code,
    residence_status_code,
    relationship_codes,
    is_householder,
    coalesce(town_code, '{{ var("unknown_town_code") }}') as town_code,
    base_date,
    delivery_id,
    row_number
from {{ source('register', 'residents') }}
