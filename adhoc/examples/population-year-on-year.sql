with totals as (
    select municipality_code, stat_month, sum(population_count) as population
    from population_monthly
    group by municipality_code, stat_month
)

select
    municipality_code,
    stat_month,
    population,
    population - lag(population, 12) over months as change_on_year,
    round(100.0 * (population - lag(population, 12) over months) / lag(population, 12) over months, 2)
        as rate_on_year
from totals
window months as (partition by municipality_code order by stat_month)
order by municipality_code, stat_month desc
