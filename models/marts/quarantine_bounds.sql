-- Between which values the population lies if every refused row that waits were accepted, in whatever
-- way it is mended. A person moves a total by one at most; a waiting row that moves nobody by itself can
-- still be the target of a cancellation that stands alone, but of no more persons than have one.
with
months as (
    select municipality_code, max(stat_month) as stat_month
    from {{ ref('covered_months') }}
    group by municipality_code
),

population as (
    select municipality_code, stat_month, cast(sum(population_count) as bigint) as population_count
    from {{ ref('population_monthly') }}
    group by municipality_code, stat_month
),

waiting as (
    select
        municipality_code,
        count(*) as waiting_count,
        sum(case when is_unplaced then 1 else 0 end) as unplaced_count,
        sum(case when is_raising then 1 else 0 end) as raising_count,
        sum(case when is_lowering then 1 else 0 end) as lowering_count,
        sum(case when kind = 'changes' and not is_raising then 1 else 0 end) as other_than_raising_count,
        sum(case when kind = 'changes' and not is_lowering then 1 else 0 end) as other_than_lowering_count
    from {{ ref('int_waiting_rows') }}
    group by municipality_code
),

cancellations as (
    select municipality_code, count(*) as person_count
    from {{ ref('int_open_cancellations') }}
    group by municipality_code
),

counted as (
    select
        months.municipality_code,
        months.stat_month,
        coalesce(population.population_count, 0) as population_count,
        coalesce(waiting.waiting_count, 0) as waiting_count,
        coalesce(waiting.unplaced_count, 0) as unplaced_count,
        coalesce(waiting.raising_count, 0)
        + least(coalesce(waiting.other_than_raising_count, 0), coalesce(cancellations.person_count, 0))
            as most_raised,
        coalesce(waiting.lowering_count, 0)
        + least(coalesce(waiting.other_than_lowering_count, 0), coalesce(cancellations.person_count, 0))
            as most_lowered
    from months
    left join population
        on months.municipality_code = population.municipality_code
        and months.stat_month = population.stat_month
    left join waiting on months.municipality_code = waiting.municipality_code
    left join cancellations on months.municipality_code = cancellations.municipality_code
)

select
    municipality_code,
    stat_month,
    population_count,
    waiting_count,
    cast(unplaced_count as bigint) as unplaced_count,
    cast(greatest(0, population_count - most_lowered) as bigint) as lowest_count,
    cast(population_count + most_raised as bigint) as highest_count
from counted
order by municipality_code
