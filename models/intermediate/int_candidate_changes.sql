-- What may act on a person, per vintage: adds, removals and modifications that are neither void, nor
-- counted by the base date, nor a third cancellation (02-register 2.2, 2.3). An opening entry comes before
-- everything; one that was carried forward out of a closed month takes its place among the others.
with
changes as (select * from {{ ref('int_changes_dated') }} where population_effect != 'none'),

links as (select * from {{ ref('int_cancellation_links') }}),

void_changes as (select * from {{ ref('int_void_changes') }})

select
    changes.vintage_id,
    changes.history_number,
    changes.is_initial,
    changes.is_initial and not changes.is_carried_forward as is_opening,
    changes.reason_code,
    changes.population_effect,
    links.cancelled_reason_code,
    case when changes.is_official then changes.counted_date else changes.event_date end as basis_date
from changes
left join links
    on not changes.is_initial
    and changes.vintage_id = links.vintage_id
    and changes.history_number = links.history_number
left join void_changes
    on not changes.is_initial
    and changes.vintage_id = void_changes.vintage_id
    and changes.history_number = void_changes.history_number
where
    void_changes.history_number is null
    and coalesce(links.cancellation_level, 1) < 3
    and (changes.is_initial or changes.counted_date > changes.base_date)
