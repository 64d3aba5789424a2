-- Bands for the count that will be known later, one for each level: the growth of earlier months whose later
-- count was known by then, in order, as many cut off at both ends as the level leaves of one more than there
-- are (the finite-sample rule of conformal prediction). Bounds are rounded inwards, for counts are whole.
with
counts as (
    select * from {{ ref('int_known_counts') }}
    where delay_months < {{ var('nowcast_months') }}
),

grown as (
    select
        counts.municipality_code, counts.reference_month_index, counts.delay_months,
        counts.known_count, counts.true_count,
        counts.known_count * earlier.true_count / earlier.known_count as bound,
        counts.known_count * sum(earlier.true_count) over nowcast / sum(earlier.known_count) over nowcast
            as expected,
        row_number() over (
            nowcast order by earlier.true_count / earlier.known_count, earlier.reference_month_index
        ) as rank_number,
        count(*) over nowcast as past_count
    from counts
    inner join counts as earlier
        on counts.municipality_code = earlier.municipality_code
        and counts.delay_months = earlier.delay_months
        and counts.reference_month_index + counts.delay_months
        >= earlier.reference_month_index + {{ var('nowcast_months') }}
    where earlier.known_count > 0
    window nowcast as (
        partition by counts.municipality_code, counts.reference_month_index, counts.delay_months
    )
),

levels as (select 5 * {{ explode_range('10', '20') }} as level_percent),

cut as (
    select
        grown.municipality_code, grown.reference_month_index, grown.delay_months, levels.level_percent,
        grown.known_count, grown.true_count, grown.past_count, grown.expected,
        min(grown.bound) as lower_bound,
        max(grown.bound) as upper_bound
    from grown
    inner join levels
        on {{ floor_divide('(grown.past_count + 1) * (100 - levels.level_percent)', 200) }}
        <= least(grown.rank_number, grown.past_count + 1 - grown.rank_number)
    where grown.past_count >= {{ var('nowcast_least_past') }}
    group by all
)

select
    municipality_code, reference_month_index, delay_months, level_percent,
    known_count, true_count, past_count,
    cast(round(expected) as bigint) as expected_count,
    cast(least(ceil(lower_bound), floor(upper_bound)) as bigint) as lowest_count,
    cast(greatest(ceil(lower_bound), floor(upper_bound)) as bigint) as highest_count,
    true_count between least(ceil(lower_bound), floor(upper_bound))
    and greatest(ceil(lower_bound), floor(upper_bound)) as is_covered
from cut
