-- A municipality's own districts replace the built-in ones of that municipality.
with
built_in as (select * from {{ ref('district_codes') }}),

overrides as (select * from {{ source('register', 'district_overrides') }})

select municipality_code, district_code, district_name, sort_order
from overrides
union all
select municipality_code, district_code, district_name, sort_order
from built_in
where municipality_code not in (select municipality_code from overrides)
