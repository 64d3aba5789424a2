-- Every row that the ledger says it loaded is a change or an initial entry with exactly one outcome
-- (effective, void, inapplicable, no effect), a row of a later 全件データ, which changes nothing, or one whose
-- place an accepted correction has taken. It can never fail: outcomes are given row by row. If it does, a
-- person was counted twice or lost on the way from the ledger to the marts, or the ledger's files are not
-- what its journal says (03-tables 3.4).
with
accounted as (
    select delivery_id, count(*) as row_count
    from {{ ref('int_change_outcomes') }}
    group by delivery_id
    union all
    select residents.delivery_id, count(*) as row_count
    from {{ ref('stg_register__residents') }} as residents
    inner join {{ ref('int_base_dates') }} as base_dates
        on residents.municipality_code = base_dates.municipality_code
        and residents.base_date != base_dates.base_date
    group by residents.delivery_id
    union all
    select delivery_id, count(*) as row_count
    from {{ ref('stg_register__replaced_rows') }}
    group by delivery_id
),

accounted_deliveries as (
    select delivery_id, sum(row_count) as row_count
    from accounted
    group by delivery_id
)

select
    deliveries.delivery_id,
    deliveries.loaded,
    accounted_deliveries.row_count
from {{ ref('stg_register__deliveries') }} as deliveries
left join accounted_deliveries on deliveries.delivery_id = accounted_deliveries.delivery_id
where deliveries.loaded != coalesce(accounted_deliveries.row_count, 0)
