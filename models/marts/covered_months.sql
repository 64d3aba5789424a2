with
ranges as (
    select
        municipality_code,
        first_month_index,
        declared_month_index,
        {{ explode_range('first_month_index', 'last_month_index + 1') }} as stat_month_index
    from {{ ref('int_covered_ranges') }}
)

select
    municipality_code,
    {{ month_start('stat_month_index') }} as stat_month,
    stat_month_index = first_month_index as is_base_month,
    stat_month_index > declared_month_index as is_assumed
from ranges
order by municipality_code, stat_month
