select municipality_code, make_date(month // 12, month % 12 + 1, 1) as stat_month, town_code, sex_code, resident_kind_code, age_code,
    population_count::integer as population_count
from population join numbered_towns on number = town
join sexes using (sex) join kinds using (kind) join age_codes on age_years = age
order by stat_month, town_code, sex_code, resident_kind_code, age_code
