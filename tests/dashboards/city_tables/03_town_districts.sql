select n.town_code, coalesce(nullif(t.district_code, ''),
    (select district_code from district_codes where municipality_code is null)) as district_code
from numbered_towns n left join towns t using (town_code)
