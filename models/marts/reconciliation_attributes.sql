select
    municipality_code,
    base_date,
    attribute_code,
    count(*) as person_count
from {{ ref('int_differing_attributes') }}
group by municipality_code, base_date, attribute_code
order by municipality_code, base_date, attribute_code
