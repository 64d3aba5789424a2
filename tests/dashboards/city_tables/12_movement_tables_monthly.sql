with periods as (select *, lag(stat_month) over (order by stat_month) as opening_month from covered_months),
sheets as (select '' as district_code union all select district_code from districts),
sexes_shown as (select sex_code, report_sex as sex from sex_codes where report_sex is not null
    union all select sex_code, 'total' from sex_codes),
kinds_shown as (select resident_kind_code, report_resident_kind as resident_kind from resident_kind_codes
    union all select resident_kind_code, 'total' from resident_kind_codes),
cells as (select distinct sex, resident_kind from sexes_shown cross join kinds_shown),
stocks as (select stat_month, district_code, sex, resident_kind, sum(population_count) as value
    from population_monthly join town_districts using (town_code) join sexes_shown using (sex_code)
    join kinds_shown using (resident_kind_code) group by all
    union all select stat_month, '', sex, resident_kind, sum(population_count)
    from population_monthly join sexes_shown using (sex_code) join kinds_shown using (resident_kind_code)
    group by all),
happened as (
    select m.stat_month, t.district_code, sex, resident_kind, movement_count, population_sign, report_item_code
    from movements_monthly m join town_districts t using (town_code) join reason_codes using (reason_code)
    join sexes_shown using (sex_code) join kinds_shown using (resident_kind_code)
    where basis_code = 'register'),
items as (
    select stat_month, '' as district_code, sex, resident_kind, report_item_code as item, sum(movement_count) as value
    from happened where report_item_code <> 'internal_move' or population_sign = 1 group by all
    union all
    select stat_month, district_code, sex, resident_kind,
        report_item_code || case when report_item_code <> 'internal_move' then ''
            when population_sign = 1 then '_add' else '_remove' end, sum(movement_count)
    from happened where district_code <> '' group by all),
flows_summed as (
    select stat_month, district_code, sex, resident_kind, c.item_code, sum(i.value * c.factor) as value
    from items i join report_item_components c on i.item = c.component_item_code
    where c.item_code not in ('opening', 'closing') group by all),
people as (
    select * from flows_summed
    union all select p.stat_month, district_code, sex, resident_kind, 'opening', s.value
    from periods p join stocks s on s.stat_month = p.opening_month
    union all select stat_month, district_code, sex, resident_kind, 'closing', value from stocks),
dwellings as (
    select stat_month, t.district_code, resident_kind, sum(household_count) as value
    from households_monthly h
    join (select household_kind_code, unnest(['total', report_resident_kind]) as resident_kind
        from household_kind_codes) using (household_kind_code)
    join (select town_code, district_code from town_districts
        union all select town_code, '' from town_districts) t using (town_code) group by all),
dwelling_items as (
    select p.stat_month, s.district_code, 'total' as sex, k.resident_kind, o.value as opening, c.value as closing
    from periods p cross join sheets s
    cross join (select distinct resident_kind from dwellings) k
    left join dwellings o on o.stat_month = p.opening_month and o.district_code = s.district_code
        and o.resident_kind = k.resident_kind
    left join dwellings c on c.stat_month = p.stat_month and c.district_code = s.district_code
        and c.resident_kind = k.resident_kind),
filled as (
    select stat_month, s.district_code, item_code, resident_kind, sex, coalesce(people.value, 0) as value
    from periods cross join sheets s cross join cells cross join report_item_codes r
    left join people using (stat_month, district_code, item_code, resident_kind, sex)
    where not is_household_item and (not is_district_item or s.district_code <> '')
    union all select stat_month, district_code, 'households_opening', resident_kind, sex, coalesce(opening, 0)
    from dwelling_items
    union all select stat_month, district_code, 'households_closing', resident_kind, sex, coalesce(closing, 0)
    from dwelling_items
    union all select stat_month, district_code, 'households_change', resident_kind, sex,
        coalesce(closing, 0) - coalesce(opening, 0) from dwelling_items)
select p.municipality_code, f.stat_month, district_code, item_code, resident_kind, sex, value::bigint as value
from filled f join periods p using (stat_month) where not is_base_month order by all
