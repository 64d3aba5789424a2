-- The back-test: how often the band of a nowcast held the count that was known later. Every nowcast used only
-- what was known in its as-known month, so each of them is a trial.
select
    municipality_code,
    delay_months,
    count(*) as tried_count,
    sum(case when is_covered then 1 else 0 end) as covered_count
from {{ ref('movement_nowcasts') }}
where true_count is not null
group by municipality_code, delay_months
order by municipality_code, delay_months
