-- Birthdays are changes too: each interval is cut where its people turn a year older, so that nothing is
-- ever multiplied by months. Between the earliest and the latest birthday that are possible, below zero
-- and without a birth year the age is unknown; ages are top-coded (02-register 2.4).
with
intervals as (select * from {{ ref('int_population_intervals') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

bounded as (
    select
        intervals.municipality_code, intervals.town_code, intervals.sex_code, intervals.resident_kind_code,
        intervals.nationality_code, intervals.residence_status_code,
        intervals.first_birth_index, intervals.last_birth_index,
        intervals.population_count, intervals.from_month_index,
        least(
            coalesce(intervals.to_month_index, months.last_month_index + 1), months.last_month_index + 1
        ) as end_month_index
    from intervals
    inner join months
        on intervals.municipality_code = months.municipality_code
        and intervals.from_month_index <= months.last_month_index
),

stepped as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        population_count, from_month_index, end_month_index,
        {{ explode_range(
            'least(' ~ var('top_age') ~ ', greatest(0, ' ~ floor_divide('from_month_index - last_birth_index', 12) ~ '))',
            'least(' ~ var('top_age') ~ ', greatest(0, ' ~ floor_divide('end_month_index - 1 - first_birth_index', 12) ~ ')) + 1'
        ) }} as age_years
    from bounded
    where first_birth_index is not null
),

pieces as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        age_years, population_count,
        greatest(from_month_index, last_birth_index + 12 * age_years) as from_month_index,
        case
            when age_years = {{ var('top_age') }} then end_month_index
            else least(end_month_index, first_birth_index + 12 * (age_years + 1))
        end as to_month_index
    from stepped
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        null as age_years, population_count,
        case
            when age_years = 0 then from_month_index
            else greatest(from_month_index, first_birth_index + 12 * age_years)
        end as from_month_index,
        least(end_month_index, last_birth_index + 12 * age_years) as to_month_index
    from stepped
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        null as age_years, population_count,
        from_month_index,
        end_month_index as to_month_index
    from bounded
    where first_birth_index is null
)

select
    municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
    residence_status_code, first_birth_index, last_birth_index,
    age_years, population_count, from_month_index, to_month_index
from pieces
where from_month_index < to_month_index
