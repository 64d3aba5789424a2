select municipality_code, make_date(shifted // 12, shifted % 12 + 1, 1) as stat_month, basis_code, town_code,
    reason_code, '' as cancelled_reason_code, '1' as notification_type_code,
    population_sign::integer as population_sign, sex_code, resident_kind_code, age_band_code,
    sum(movement_count)::integer as movement_count
from (
    select *, month - (not is_official and effect_basis_code = basis_code and age % 7 = 0
        and month > (select min(month) + 1 from movements))::int as shifted
    from movements cross join basis_codes
) join numbered_towns on number = town join sexes using (sex) join kinds using (kind)
join age_codes on age_years = age
join reasons using (item)
group by all order by all
