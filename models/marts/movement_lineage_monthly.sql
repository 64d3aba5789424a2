-- Movements by cell, and by the delivery that brought the change and the rule that dated it.
select
    municipality_code,
    stat_month,
    basis_code,
    town_code,
    reason_code,
    cancelled_reason_code,
    notification_type_code,
    population_sign,
    sex_code,
    resident_kind_code,
    age_band_code,
    delivery_id,
    dating_rule_code,
    count(*) as movement_count
from {{ ref('int_movements_aged') }}
group by
    municipality_code,
    stat_month,
    basis_code,
    town_code,
    reason_code,
    cancelled_reason_code,
    notification_type_code,
    population_sign,
    sex_code,
    resident_kind_code,
    age_band_code,
    delivery_id,
    dating_rule_code
order by
    stat_month,
    municipality_code,
    basis_code,
    town_code,
    reason_code,
    sex_code,
    resident_kind_code,
    age_band_code,
    delivery_id,
    dating_rule_code
