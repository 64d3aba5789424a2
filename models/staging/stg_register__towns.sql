-- A municipality's own towns replace the built-in ones of that municipality.
with
built_in as (select * from {{ ref('town_codes') }}),

overrides as (select * from {{ source('register', 'town_overrides') }})

select municipality_code, town_code, town_name, town_kana, coalesce(district_code, '') as district_code
from overrides
union all
select municipality_code, town_code, town_name, town_kana, coalesce(district_code, '') as district_code
from built_in
where municipality_code not in (select overrides.municipality_code from overrides)
