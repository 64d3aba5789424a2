with
versions as (select * from {{ ref('int_household_types') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

deltas as (
    select
        municipality_code, town_code, household_type_code, month_index,
        sum(delta) as delta
    from (
        select municipality_code, town_code, household_type_code, from_month_index as month_index, 1 as delta
        from versions
        union all
        select municipality_code, town_code, household_type_code, to_month_index as month_index, -1 as delta
        from versions
        where to_month_index is not null
    ) as signed
    group by municipality_code, town_code, household_type_code, month_index
    having sum(delta) != 0
),

running as (
    select
        deltas.municipality_code, deltas.town_code, deltas.household_type_code, deltas.month_index,
        months.last_month_index,
        sum(deltas.delta) over cell_in_order as household_count,
        lead(deltas.month_index) over cell_in_order as next_month_index
    from deltas
    inner join months on deltas.municipality_code = months.municipality_code
    window cell_in_order as (
        partition by deltas.municipality_code, deltas.town_code, deltas.household_type_code
        order by deltas.month_index
    )
),

monthly as (
    select
        municipality_code, town_code, household_type_code, household_count,
        {{ explode_range(
            'month_index', 'least(coalesce(next_month_index, last_month_index + 1), last_month_index + 1)'
        ) }} as stat_month_index
    from running
    where household_count > 0 and month_index <= last_month_index
)

select
    municipality_code,
    {{ month_start('stat_month_index') }} as stat_month,
    town_code,
    household_type_code,
    cast(household_count as bigint) as household_count
from monthly
order by stat_month, municipality_code, town_code, household_type_code
