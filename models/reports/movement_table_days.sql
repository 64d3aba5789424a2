select
    municipality_code,
    counted_date,
    district_code,
    item_code,
    resident_kind_code,
    sex_code,
    notification_group_code,
    cast(item_change as bigint) as value
from {{ ref('int_movement_items') }}
order by municipality_code, counted_date, district_code, item_code, resident_kind_code, sex_code
