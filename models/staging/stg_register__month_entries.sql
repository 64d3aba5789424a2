select
    entry_id,
    municipality_code,
    closed_through_month
from {{ source('register', 'month_entries') }}
