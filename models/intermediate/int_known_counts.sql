-- How many movements of a month, all reasons but the initial entries, the register knew at its end and in
-- each month after it; the last of these months gives the count that a nowcast is held against.
with
revisions as (select * from {{ ref('movement_revisions') }}),

reasons as (select * from {{ ref('reason_codes') }} where component is distinct from 'initial'),

ranges as (select * from {{ ref('int_covered_ranges') }}),

months as (
    select
        municipality_code,
        last_month_index,
        {{ explode_range('first_month_index + 1', 'last_month_index + 1') }} as reference_month_index
    from ranges
),

delays as (
    select
        municipality_code,
        last_month_index,
        reference_month_index,
        {{ explode_range('0', var('nowcast_months') ~ ' + 1') }} as delay_months
    from months
),

counts as (
    select
        revisions.municipality_code,
        {{ month_index('revisions.reference_month') }} as reference_month_index,
        {{ month_index('revisions.as_known_month') }} as known_month_index,
        cast(sum(revisions.movement_count) as bigint) as known_count
    from revisions
    inner join reasons on revisions.reason_code = reasons.reason_code
    group by all
)

select
    delays.municipality_code,
    delays.reference_month_index,
    delays.delay_months,
    coalesce(counts.known_count, 0) as known_count,
    max(
        case when delays.delay_months = {{ var('nowcast_months') }} then coalesce(counts.known_count, 0) end
    ) over (partition by delays.municipality_code, delays.reference_month_index) as true_count
from delays
left join counts
    on delays.municipality_code = counts.municipality_code
    and delays.reference_month_index = counts.reference_month_index
    and delays.reference_month_index + delays.delay_months = counts.known_month_index
where delays.reference_month_index + delays.delay_months <= delays.last_month_index
