select
    municipality_code,
    {{ month_start('counted_month_index') }} as counted_month,
    {{ month_start('event_month_index') }} as event_month,
    bridge_code,
    town_code,
    sex_code,
    resident_kind_code,
    reason_code,
    population_sign,
    count(*) as movement_count
from {{ ref('int_movements_timed') }}
group by all
order by
    municipality_code, counted_month, event_month, bridge_code, town_code, sex_code, resident_kind_code,
    reason_code, population_sign
