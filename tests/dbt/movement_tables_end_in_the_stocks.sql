-- The closing line of the city's 異動集計表, reached from the month before by its movements, is the population
-- and the households of the stock marts, in every column. It can never fail while stocks and flows balance.
-- If it does, two official tables of one month say two different things, and a clerk will be asked which is
-- right (03-tables, "a number has one source").
with
stocks as (
    select
        population.municipality_code,
        population.stat_month,
        'closing' as item_code,
        kinds.report_resident_kind as resident_kind,
        sexes.report_sex as sex,
        population.population_count as stock_count
    from {{ ref('population_monthly') }} as population
    inner join {{ ref('resident_kind_codes') }} as kinds
        on population.resident_kind_code = kinds.resident_kind_code
    inner join {{ ref('sex_codes') }} as sexes on population.sex_code = sexes.sex_code
    union all
    select
        households.municipality_code,
        households.stat_month,
        'households_closing' as item_code,
        kinds.report_resident_kind as resident_kind,
        'total' as sex,
        households.household_count as stock_count
    from {{ ref('households_monthly') }} as households
    inner join {{ ref('household_kind_codes') }} as kinds
        on households.household_kind_code = kinds.household_kind_code
),

expected as (
    select
        municipality_code, stat_month, item_code,
        case when grouping(resident_kind) = 1 then 'total' else resident_kind end as resident_kind,
        case when grouping(sex) = 1 then 'total' else sex end as sex,
        sum(stock_count) as stock_count
    from stocks
    group by municipality_code, stat_month, item_code, cube (resident_kind, sex)
    having grouping(sex) = 1 or sex in (select report_sex from {{ ref('sex_codes') }})
)

select
    tables.*,
    expected.stock_count
from {{ ref('movement_tables_monthly') }} as tables
left join expected
    on tables.municipality_code = expected.municipality_code
    and tables.stat_month = expected.stat_month
    and tables.item_code = expected.item_code
    and tables.resident_kind = expected.resident_kind
    and tables.sex = expected.sex
where
    tables.district_code = ''
    and tables.item_code in ('closing', 'households_closing')
    and tables.value != coalesce(expected.stock_count, 0)
