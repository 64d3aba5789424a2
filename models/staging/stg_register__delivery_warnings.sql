select
    delivery_id,
    rule_code,
    row_count
from {{ source('register', 'delivery_warnings') }}
