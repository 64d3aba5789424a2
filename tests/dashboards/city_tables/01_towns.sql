select municipality_code, town_code, town_name, town_kana,
    case when number % $districts = 0 and number > 5 then ''
        else lpad((number % $districts + 1)::varchar, 2, '0') end as district_code
from numbered_towns where town_name is not null order by town_code
