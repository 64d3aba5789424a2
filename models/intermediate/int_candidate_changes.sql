-- What may act on a person, per basis: adds, removals and modifications that are neither void, nor
-- counted by the base date, nor a third cancellation (02-register 2.2, 2.3).
with
changes as (select * from {{ ref('int_changes_dated') }}),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code),

links as (select * from {{ ref('int_cancellation_links') }}),

void_changes as (select * from {{ ref('int_void_changes') }})

select
    bases.basis_code,
    changes.municipality_code,
    changes.person_token,
    changes.history_number,
    changes.is_initial,
    changes.reason_code,
    changes.population_effect,
    links.cancelled_reason_code,
    case when bases.is_official then changes.counted_date else changes.event_date end as basis_date
from changes
inner join bases on changes.population_effect != 'none'
left join links
    on not changes.is_initial
    and changes.municipality_code = links.municipality_code
    and changes.person_token = links.person_token
    and changes.history_number = links.history_number
left join void_changes
    on not changes.is_initial
    and bases.basis_code = void_changes.basis_code
    and changes.municipality_code = void_changes.municipality_code
    and changes.person_token = void_changes.person_token
    and changes.history_number = void_changes.history_number
where
    void_changes.history_number is null
    and coalesce(links.cancellation_level, 1) < 3
    and (changes.is_initial or changes.counted_date > changes.base_date)
