select
    delivery_id,
    municipality_code
from {{ source('register', 'delivery_municipalities') }}
