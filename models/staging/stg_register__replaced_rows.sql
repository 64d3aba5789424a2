-- Rows loaded first whose place an accepted correction has taken: they are no part of any number.
select
    delivery_id,
    row_number
from {{ source('register', 'replaced_changes') }}
union all
select
    delivery_id,
    row_number
from {{ source('register', 'replaced_residents') }}
