-- Running sum of signed cell changes: how many of one birth index live in a cell, from month to month.
with
spells as (select * from {{ ref('int_month_end_spells') }}),

signed as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        from_month_index as month_index,
        1 as delta
    from spells
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index,
        to_month_index as month_index,
        -1 as delta
    from spells
    where to_month_index is not null
),

deltas as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index, month_index,
        sum(delta) as delta
    from signed
    group by
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index, month_index
    having sum(delta) != 0
),

running as (
    select
        municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
        residence_status_code, first_birth_index, last_birth_index, month_index,
        sum(delta) over cell_in_order as population_count,
        lead(month_index) over cell_in_order as to_month_index
    from deltas
    window cell_in_order as (
        partition by
            municipality_code, town_code, sex_code, resident_kind_code, nationality_code,
            residence_status_code, first_birth_index, last_birth_index
        order by month_index
    )
)

select
    municipality_code,
    town_code,
    sex_code,
    resident_kind_code,
    nationality_code,
    residence_status_code,
    first_birth_index,
    last_birth_index,
    month_index as from_month_index,
    to_month_index,
    cast(population_count as bigint) as population_count
from running
where population_count > 0
