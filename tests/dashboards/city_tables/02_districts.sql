select distinct municipality_code, district_code,
    '第' || district_code::int || '地区' as district_name, district_code::int as sort_order
from towns where district_code <> ''
union all select t.municipality_code, d.district_code, d.district_name, d.sort_order::int
from district_codes d, (select any_value(municipality_code) as municipality_code from towns) t
where d.municipality_code is null order by sort_order
