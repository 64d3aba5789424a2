select
    delivery_id,
    municipality_code
from {{ ref('stg_register__delivery_municipalities') }}
order by delivery_id, municipality_code
