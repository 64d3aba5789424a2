with
versions as (select * from {{ ref('int_household_versions') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

kinds as (select * from {{ ref('household_kind_codes') }}),

signed as (
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size,
        from_month_index as month_index,
        1 as delta
    from versions
    union all
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size,
        to_month_index as month_index,
        -1 as delta
    from versions
    where to_month_index is not null
),

deltas as (
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size, month_index,
        sum(delta) as delta
    from signed
    group by municipality_code, town_code, has_japanese, has_foreign, household_size, month_index
    having sum(delta) != 0
),

running as (
    select
        deltas.municipality_code, deltas.town_code, deltas.has_japanese, deltas.has_foreign,
        deltas.household_size, deltas.month_index,
        months.last_month_index,
        sum(deltas.delta) over cell_in_order as household_count,
        lead(deltas.month_index) over cell_in_order as next_month_index
    from deltas
    inner join months on deltas.municipality_code = months.municipality_code
    window cell_in_order as (
        partition by
            deltas.municipality_code, deltas.town_code, deltas.has_japanese, deltas.has_foreign,
            deltas.household_size
        order by deltas.month_index
    )
),

monthly as (
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size, household_count,
        {{ explode_range(
            'month_index', 'least(coalesce(next_month_index, last_month_index + 1), last_month_index + 1)'
        ) }} as stat_month_index
    from running
    where household_count > 0 and month_index <= last_month_index
)

select
    monthly.municipality_code,
    {{ month_start('monthly.stat_month_index') }} as stat_month,
    monthly.town_code,
    kinds.household_kind_code,
    cast(monthly.household_size as integer) as household_size,
    cast(monthly.household_count as bigint) as household_count
from monthly
inner join kinds
    on monthly.has_japanese = kinds.has_japanese
    and monthly.has_foreign = kinds.has_foreign
order by
    stat_month,
    monthly.municipality_code,
    monthly.town_code,
    kinds.household_kind_code,
    monthly.household_size
