-- 全件照合 as a whole. A row of the list that waits in quarantine makes its person an extra one.
with
cells as (select * from {{ ref('reconciliation') }}),

waiting as (
    select
        municipality_code,
        list_date as base_date,
        count(*) as waiting_count
    from {{ ref('int_waiting_rows') }}
    where list_date is not null
    group by municipality_code, list_date
),

totals as (
    select
        municipality_code, base_date,
        cast(sum(register_count) as bigint) as register_count,
        cast(sum(derived_count) as bigint) as derived_count,
        cast(sum(difference) as bigint) as difference,
        cast(sum(missing_count) as bigint) as missing_count,
        cast(sum(extra_count) as bigint) as extra_count,
        cast(sum(different_count) as bigint) as different_count
    from cells
    group by municipality_code, base_date
)

select
    totals.municipality_code,
    totals.base_date,
    totals.register_count,
    totals.derived_count,
    totals.difference,
    totals.missing_count,
    totals.extra_count,
    totals.different_count,
    coalesce(waiting.waiting_count, 0) as waiting_count
from totals
left join waiting
    on totals.municipality_code = waiting.municipality_code
    and totals.base_date = waiting.base_date
order by totals.municipality_code, totals.base_date
