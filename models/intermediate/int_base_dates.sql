-- The first base date loaded is the base; ingest refuses an earlier one (01-feed 1.4).
select
    municipality_code,
    min(base_date) as base_date
from {{ ref('stg_register__residents') }}
group by municipality_code
