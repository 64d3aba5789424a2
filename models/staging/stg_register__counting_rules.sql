select
    municipality_code,
    counting_date_code
from {{ source('register', 'counting_rules') }}
