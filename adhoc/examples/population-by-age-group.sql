select
    p.stat_month,
    g.age_group_code,
    g.label_ja,
    sum(p.population_count) as population,
    round(100.0 * sum(p.population_count) / sum(sum(p.population_count)) over (partition by p.stat_month), 1)
        as share
from population_monthly as p
inner join age_codes as a using (age_code)
inner join age_group_codes as g using (age_group_code)
where p.stat_month >= (select max(stat_month) - interval 1 year from covered_months)
group by p.stat_month, g.age_group_code, g.label_ja, g.sort_order
order by p.stat_month desc, g.sort_order
