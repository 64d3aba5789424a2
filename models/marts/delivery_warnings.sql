select
    delivery_id,
    rule_code,
    row_count
from {{ ref('stg_register__delivery_warnings') }}
order by delivery_id, rule_code
