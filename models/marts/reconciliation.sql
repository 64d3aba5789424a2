-- 全件照合: each cell from both sides. A person who is on both but in another cell has moved out of the
-- cell of the changes and into that of the list, so that every cell explains its difference exactly.
with
persons as (select * from {{ ref('int_reconciled_persons') }}),

sides as (
    select
        municipality_code, base_date, town_code, sex_code, resident_kind_code,
        1 as register_count,
        0 as derived_count,
        case when derived_town_code is null then 1 else 0 end as missing_count,
        0 as extra_count,
        case when difference_code is not null and derived_town_code is not null then 1 else 0 end
            as different_count,
        case when has_other_town or has_other_sex or has_other_resident_kind then 1 else 0 end
            as moved_in_count,
        0 as moved_out_count
    from persons
    where town_code is not null
    union all
    select
        municipality_code, base_date,
        derived_town_code as town_code,
        derived_sex_code as sex_code,
        derived_resident_kind_code as resident_kind_code,
        0 as register_count,
        1 as derived_count,
        0 as missing_count,
        case when town_code is null then 1 else 0 end as extra_count,
        0 as different_count,
        0 as moved_in_count,
        case when has_other_town or has_other_sex or has_other_resident_kind then 1 else 0 end
            as moved_out_count
    from persons
    where derived_town_code is not null
)

select
    municipality_code,
    base_date,
    town_code,
    sex_code,
    resident_kind_code,
    cast(sum(register_count) as bigint) as register_count,
    cast(sum(derived_count) as bigint) as derived_count,
    cast(sum(register_count) - sum(derived_count) as bigint) as difference,
    cast(sum(missing_count) as bigint) as missing_count,
    cast(sum(extra_count) as bigint) as extra_count,
    cast(sum(different_count) as bigint) as different_count,
    cast(sum(moved_in_count) as bigint) as moved_in_count,
    cast(sum(moved_out_count) as bigint) as moved_out_count
from sides
group by municipality_code, base_date, town_code, sex_code, resident_kind_code
order by municipality_code, base_date, town_code, sex_code, resident_kind_code
