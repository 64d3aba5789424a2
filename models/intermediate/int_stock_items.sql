-- The lines of the 異動集計表 that are stocks: each item says of which mart and of how many months back.
with
population as (select * from {{ ref('population_monthly') }}),

households as (select * from {{ ref('households_monthly') }}),

items as (select * from {{ ref('report_item_codes') }} where stock_source is not null),

towns as (select * from {{ ref('stg_register__towns') }}),

resident_kinds as (select * from {{ ref('resident_kind_codes') }}),

household_kinds as (select * from {{ ref('household_kind_codes') }}),

stocks as (
    select
        'population' as stock_source,
        population.municipality_code,
        population.stat_month,
        population.town_code,
        resident_kinds.report_resident_kind,
        population.sex_code,
        sum(population.population_count) as item_count
    from population
    inner join resident_kinds on population.resident_kind_code = resident_kinds.resident_kind_code
    group by all
    union all
    select
        'households' as stock_source,
        households.municipality_code,
        households.stat_month,
        households.town_code,
        household_kinds.report_resident_kind,
        null as sex_code,
        sum(households.household_count) as item_count
    from households
    inner join household_kinds on households.household_kind_code = household_kinds.household_kind_code
    group by all
)

select
    stocks.municipality_code,
    {{ month_start(month_index('stocks.stat_month') ~ ' + items.months_back') }} as stat_month,
    coalesce(nullif(towns.district_code, ''), '{{ var("no_district_code") }}') as district_code,
    items.item_code,
    stocks.report_resident_kind,
    stocks.sex_code,
    sum(stocks.item_count) as item_count
from stocks
inner join items on stocks.stock_source = items.stock_source
left join towns
    on stocks.municipality_code = towns.municipality_code
    and stocks.town_code = towns.town_code
group by all
