select municipality_code, make_date(month // 12, month % 12 + 1, 1) as stat_month, direction_code, partner_kind_code, '' as partner_code,
    sex_code, resident_kind_code, age_band_code, sum(movement_count)::integer as person_count
from movements join numbered_towns on number = town join sexes using (sex) join kinds using (kind)
join age_codes on age_years = age
join reasons using (item) where direction_code <> '' group by all order by all
