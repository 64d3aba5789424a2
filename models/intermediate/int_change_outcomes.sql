-- What became of every loaded change and initial entry: each row exactly once (03-tables 3.4).
with
changes as (select * from {{ ref('int_changes_dated') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official),

judged as (
    select * from {{ ref('int_changes_judged') }}
    where basis_code in (select bases.basis_code from bases)
),

void_changes as (
    select * from {{ ref('int_void_changes') }}
    where basis_code in (select bases.basis_code from bases)
)

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
    changes.counted_date
from changes
left join judged
    on changes.municipality_code = judged.municipality_code
    and changes.person_token = judged.person_token
    and changes.history_number = judged.history_number
    and changes.is_initial = judged.is_initial
left join void_changes
    on not changes.is_initial
    and changes.municipality_code = void_changes.municipality_code
    and changes.person_token = void_changes.person_token
    and changes.history_number = void_changes.history_number
