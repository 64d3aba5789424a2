{{ config(severity='warn') }}
-- Towns of the marts are in the town master of their municipality, where it has one. It may happen: a code that
-- the master does not know is loaded as it is, and the row keeps its person. Then the town has no name in any
-- table or page until the master is mended (01-feed 1.1), which is why this only warns.
with
used as (
    select municipality_code, town_code from {{ ref('population_monthly') }}
    union
    select municipality_code, town_code from {{ ref('movements_monthly') }}
)

select used.municipality_code, used.town_code
from used
left join {{ ref('towns') }} as towns
    on used.municipality_code = towns.municipality_code
    and used.town_code = towns.town_code
where
    towns.town_code is null
    and used.town_code != '{{ var("unknown_town_code") }}'
    and used.municipality_code in (select municipality_code from {{ ref('towns') }})
