select municipality_code, make_date(month // 12, month % 12 + 1, 1) as stat_month, town_code, household_kind_code,
    household_size::integer as household_size, household_count::integer as household_count
from households join numbered_towns on number = town
join household_kind_codes using (has_japanese, has_foreign)
order by stat_month, town_code, household_kind_code, household_size
