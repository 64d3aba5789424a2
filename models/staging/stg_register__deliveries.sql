select
    delivery_id,
    file,
    kind,
    profile,
    loaded_at,
    last_recorded_date,
    through_date,
    received,
    loaded,
    duplicate,
    superseded,
    quarantined,
    out_of_scope
from {{ source('register', 'deliveries') }}
