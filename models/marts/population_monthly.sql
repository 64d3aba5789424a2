with
pieces as (select * from {{ ref('int_age_intervals') }}),

ages as (select * from {{ ref('age_codes') }}),

deltas as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, age_years,
        month_index,
        sum(delta) as delta
    from (
        select
            municipality_code, town_code, sex_code, resident_kind_code, age_years,
            from_month_index as month_index,
            population_count as delta
        from pieces
        union all
        select
            municipality_code, town_code, sex_code, resident_kind_code, age_years,
            to_month_index as month_index,
            -population_count as delta
        from pieces
    ) as signed
    group by municipality_code, town_code, sex_code, resident_kind_code, age_years, month_index
    having sum(delta) != 0
),

running as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, age_years,
        month_index,
        sum(delta) over cell_in_order as population_count,
        lead(month_index) over cell_in_order as to_month_index
    from deltas
    window cell_in_order as (
        partition by municipality_code, town_code, sex_code, resident_kind_code, age_years
        order by month_index
    )
),

monthly as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, age_years, population_count,
        {{ explode_range('month_index', 'to_month_index') }} as stat_month_index
    from running
    where population_count > 0
)

select
    monthly.municipality_code,
    {{ month_start('monthly.stat_month_index') }} as stat_month,
    monthly.town_code,
    monthly.sex_code,
    monthly.resident_kind_code,
    ages.age_code,
    cast(monthly.population_count as bigint) as population_count
from monthly
inner join ages on monthly.age_years is not distinct from ages.age_years
order by
    stat_month,
    monthly.municipality_code,
    monthly.town_code,
    monthly.sex_code,
    monthly.resident_kind_code,
    ages.age_code
