-- What became of every loaded change and initial entry: each row exactly once (03-tables 3.4).
with
changes as (select * from {{ ref('int_changes_entered') }}),

vintages as (select * from {{ ref('int_person_vintages') }} where is_official),

dated as (select * from {{ ref('int_changes_dated') }} where is_official),

judged as (select * from {{ ref('int_changes_judged') }}),

void_changes as (select * from {{ ref('int_void_changes') }})

select
    changes.municipality_code,
    changes.person_token,
    changes.history_number,
    changes.is_initial,
    changes.delivery_id,
    changes.reason_code,
    case
        when void_changes.history_number is not null then 'void'
        when changes.population_effect = 'none' then 'no_effect'
        when coalesce(judged.is_effective, false) then 'effective'
        else 'inapplicable'
    end as outcome_code,
    dated.counted_date,
    dated.is_carried_forward
from changes
inner join vintages
    on changes.municipality_code = vintages.municipality_code
    and changes.person_token = vintages.person_token
inner join dated
    on vintages.vintage_id = dated.vintage_id
    and changes.history_number = dated.history_number
    and changes.is_initial = dated.is_initial
left join judged
    on vintages.vintage_id = judged.vintage_id
    and changes.history_number = judged.history_number
    and changes.is_initial = judged.is_initial
left join void_changes
    on not changes.is_initial
    and vintages.vintage_id = void_changes.vintage_id
    and changes.history_number = void_changes.history_number
