-- In which month after it happened a movement first became known; negative: before it happened, as a 転出 with
-- a planned day. What was cancelled or corrected afterwards had been reported as well (02-register 2.5).
with
knowledge as (select * from {{ ref('movement_knowledge') }}),

causes as (select * from {{ ref('knowledge_cause_codes') }} where is_report),

reasons as (select * from {{ ref('reason_codes') }} where component is distinct from 'initial'),

months as (select * from {{ ref('int_covered_ranges') }})

select
    knowledge.municipality_code,
    knowledge.reason_code,
    {{ month_index('knowledge.as_known_month') }} - {{ month_index('knowledge.reference_month') }}
        as delay_months,
    cast(sum(knowledge.movement_change) as bigint) as movement_count
from knowledge
inner join causes on knowledge.knowledge_cause_code = causes.knowledge_cause_code
inner join reasons on knowledge.reason_code = reasons.reason_code
inner join months
    on knowledge.municipality_code = months.municipality_code
    and {{ month_index('knowledge.as_known_month') }} <= months.last_month_index
group by all
order by knowledge.municipality_code, knowledge.reason_code, delay_months
