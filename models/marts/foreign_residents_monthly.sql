with
pieces as (select * from {{ ref('int_age_intervals') }}),

kinds as (select * from {{ ref('resident_kind_codes') }} where is_foreign),

ages as (select * from {{ ref('age_codes') }}),

foreigners as (
    select
        pieces.municipality_code,
        coalesce(pieces.nationality_code, '{{ var("unknown_nationality_code") }}') as nationality_code,
        coalesce(pieces.residence_status_code, '') as residence_status_code,
        pieces.sex_code,
        ages.age_band_code,
        pieces.from_month_index,
        pieces.to_month_index,
        pieces.population_count
    from pieces
    inner join kinds on pieces.resident_kind_code = kinds.resident_kind_code
    inner join ages on pieces.age_years is not distinct from ages.age_years
),

deltas as (
    select
        municipality_code, nationality_code, residence_status_code, sex_code, age_band_code, month_index,
        sum(delta) as delta
    from (
        select
            municipality_code, nationality_code, residence_status_code, sex_code, age_band_code,
            from_month_index as month_index,
            population_count as delta
        from foreigners
        union all
        select
            municipality_code, nationality_code, residence_status_code, sex_code, age_band_code,
            to_month_index as month_index,
            -population_count as delta
        from foreigners
    ) as signed
    group by
        municipality_code, nationality_code, residence_status_code, sex_code, age_band_code, month_index
    having sum(delta) != 0
),

running as (
    select
        municipality_code, nationality_code, residence_status_code, sex_code, age_band_code, month_index,
        sum(delta) over cell_in_order as population_count,
        lead(month_index) over cell_in_order as to_month_index
    from deltas
    window cell_in_order as (
        partition by municipality_code, nationality_code, residence_status_code, sex_code, age_band_code
        order by month_index
    )
),

monthly as (
    select
        municipality_code, nationality_code, residence_status_code, sex_code, age_band_code, population_count,
        {{ explode_range('month_index', 'to_month_index') }} as stat_month_index
    from running
    where population_count > 0
)

select
    municipality_code,
    {{ month_start('stat_month_index') }} as stat_month,
    nationality_code,
    residence_status_code,
    sex_code,
    age_band_code,
    cast(population_count as bigint) as population_count
from monthly
order by
    stat_month, municipality_code, nationality_code, residence_status_code, sex_code, age_band_code
