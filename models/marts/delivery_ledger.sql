select
    delivery_id,
    file,
    kind,
    profile,
    loaded_at,
    through_date,
    received,
    loaded,
    duplicate,
    superseded,
    quarantined,
    out_of_scope
from {{ ref('stg_register__deliveries') }}
order by delivery_id
