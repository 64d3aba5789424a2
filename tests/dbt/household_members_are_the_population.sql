-- The members of all households (size × count) are the population of the municipality at the same month end.
-- It can never fail while every resident has a household number, which ingest demands of every entry and
-- modification. If it does, a household was counted with the members of another month.
with
members as (
    select
        municipality_code, stat_month,
        household_size * household_count as signed_count
    from {{ ref('households_monthly') }}
    union all
    select
        municipality_code, stat_month,
        -population_count as signed_count
    from {{ ref('population_monthly') }}
)

select
    municipality_code,
    stat_month,
    sum(signed_count) as residual
from members
where
    municipality_code not in (
        select municipality_code from {{ ref('int_month_end_spells') }} where household_token is null
    )
group by municipality_code, stat_month
having sum(signed_count) != 0
