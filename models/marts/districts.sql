select
    municipality_code,
    district_code,
    district_name,
    sort_order
from {{ ref('stg_register__districts') }}
order by municipality_code, sort_order, district_code
