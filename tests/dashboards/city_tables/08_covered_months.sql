select municipality_code, stat_month, stat_month = min(stat_month) over () as is_base_month,
    stat_month = max(stat_month) over () as is_assumed
from (select distinct municipality_code, stat_month from population_monthly) order by stat_month
