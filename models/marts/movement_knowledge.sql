select
    municipality_code,
    {{ month_start('reference_month_index') }} as reference_month,
    {{ month_start('known_month_index') }} as as_known_month,
    knowledge_cause_code,
    town_code,
    sex_code,
    resident_kind_code,
    reason_code,
    population_sign,
    sum(movement_change) as movement_change
from {{ ref('int_movement_knowledge') }}
group by
    municipality_code,
    reference_month_index,
    known_month_index,
    knowledge_cause_code,
    town_code,
    sex_code,
    resident_kind_code,
    reason_code,
    population_sign
having sum(movement_change) != 0
order by
    municipality_code,
    reference_month,
    as_known_month,
    town_code,
    sex_code,
    resident_kind_code,
    knowledge_cause_code,
    reason_code,
    population_sign
