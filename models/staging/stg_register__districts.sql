-- A municipality's own districts replace the built-in ones of that municipality. Where there are
-- districts, a built-in one without a municipality takes in what belongs to none, so that districts add up.
with
built_in as (select * from {{ ref('district_codes') }}),

overrides as (select * from {{ source('register', 'district_overrides') }}),

defined as (
    select municipality_code, district_code, district_name, sort_order
    from overrides
    union all
    select municipality_code, district_code, district_name, sort_order
    from built_in
    where
        municipality_code is not null
        and municipality_code not in (select overrides.municipality_code from overrides)
)

select municipality_code, district_code, district_name, sort_order
from defined
union all
select distinct
    defined.municipality_code,
    built_in.district_code,
    built_in.district_name,
    built_in.sort_order
from defined
cross join built_in
where built_in.municipality_code is null
