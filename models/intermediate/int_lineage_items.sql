-- What a counted line of the 異動集計表 is made of: the changes of the month, or, of a stock, the residents and
-- households by the record in force, as changes to be added up to the month (is_running).
with
movements as (select * from {{ ref('int_movement_items') }}),

resident_kinds as (select * from {{ ref('resident_kind_codes') }}),

sexes as (select * from {{ ref('sex_codes') }}),

items as (select * from {{ ref('report_item_codes') }} where stock_source is not null),

towns as (select * from {{ ref('stg_register__towns') }}),

stocks as (
    select
        'population' as stock_source, population.municipality_code, population.stat_month,
        population.town_code, resident_kinds.report_resident_kind, sexes.report_sex,
        population.reason_code, population.delivery_id, population.dating_rule_code,
        population.population_change as stock_change
    from {{ ref('population_lineage') }} as population
    inner join resident_kinds on population.resident_kind_code = resident_kinds.resident_kind_code
    inner join sexes on population.sex_code = sexes.sex_code
    union all
    select
        'households' as stock_source, households.municipality_code, households.stat_month,
        households.town_code, kinds.report_resident_kind, null as report_sex,
        households.reason_code, households.delivery_id, households.dating_rule_code,
        households.household_change as stock_change
    from {{ ref('household_lineage') }} as households
    inner join {{ ref('household_kind_codes') }} as kinds
        on households.household_kind_code = kinds.household_kind_code
)

select
    movements.municipality_code,
    {{ month_start(month_index('movements.counted_date')) }} as stat_month,
    movements.district_code,
    movements.item_code,
    resident_kinds.report_resident_kind as resident_kind,
    coalesce(sexes.report_sex, '') as sex,
    movements.reason_code, movements.delivery_id, movements.dating_rule_code,
    false as is_running,
    cast(sum(movements.item_change) as bigint) as item_change
from movements
inner join resident_kinds on movements.resident_kind_code = resident_kinds.resident_kind_code
inner join sexes on movements.sex_code = sexes.sex_code
group by all
union all
select
    stocks.municipality_code,
    {{ month_start(month_index('stocks.stat_month') ~ ' + items.months_back') }} as stat_month,
    coalesce(nullif(towns.district_code, ''), '{{ var("no_district_code") }}') as district_code,
    items.item_code,
    stocks.report_resident_kind as resident_kind,
    coalesce(stocks.report_sex, '') as sex,
    stocks.reason_code, stocks.delivery_id, stocks.dating_rule_code,
    true as is_running,
    cast(sum(stocks.stock_change) as bigint) as item_change
from stocks
inner join items on stocks.stock_source = items.stock_source
left join towns
    on stocks.municipality_code = towns.municipality_code
    and stocks.town_code = towns.town_code
group by all
