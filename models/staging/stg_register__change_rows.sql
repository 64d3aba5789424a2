select
    municipality_code,
    person_token,
    history_number,
    delivery_id,
    row_number
from {{ source('register', 'changes') }}
