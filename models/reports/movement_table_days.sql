select
    municipality_code,
    counted_date,
    district_code,
    item_code,
    resident_kind_code,
    sex_code,
    notification_group_code,
    cast(sum(item_change) as bigint) as value
from {{ ref('int_movement_items') }}
group by
    municipality_code,
    counted_date,
    district_code,
    item_code,
    resident_kind_code,
    sex_code,
    notification_group_code
having sum(item_change) != 0
order by
    municipality_code,
    counted_date,
    district_code,
    item_code,
    resident_kind_code,
    sex_code,
    notification_group_code
