select
    municipality_code,
    town_code,
    town_name,
    town_kana,
    district_code
from {{ ref('stg_register__towns') }}
order by municipality_code, town_code
