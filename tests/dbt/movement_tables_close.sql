-- The 異動集計表 closes on every sheet and in every column: opening + increase − decrease = closing, and so do
-- the households. It can never fail: every line adds up the same counted lines. If it does, a line is missing
-- from report_item_components, and the table that the mayor signs does not add up.
with
balances as (
    select
        municipality_code, stat_month, district_code, resident_kind, sex,
        sum(case
            when item_code in ('opening', 'increase') then value
            when item_code in ('decrease', 'closing') then -value
            else 0
        end) as population_residual,
        sum(case
            when item_code = 'increase' then value
            when item_code in ('decrease', 'change') then -value
            else 0
        end) as change_residual,
        sum(case
            when item_code in ('households_opening', 'households_change') then value
            when item_code = 'households_closing' then -value
            else 0
        end) as household_residual
    from {{ ref('movement_tables_monthly') }}
    group by municipality_code, stat_month, district_code, resident_kind, sex
)

select *
from balances
where population_residual != 0 or change_residual != 0 or household_residual != 0
