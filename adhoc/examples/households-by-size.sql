with latest as (
    select least(household_size, 5) as size_up_to_5, household_count
    from households_monthly
    where stat_month = (select max(stat_month) from covered_months)
)

select
    size_up_to_5,
    sum(household_count) as households,
    round(100.0 * sum(household_count) / sum(sum(household_count)) over (), 1) as share
from latest
group by size_up_to_5
order by size_up_to_5
