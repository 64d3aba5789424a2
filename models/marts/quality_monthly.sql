-- What the counted months hold that a clerk should look at; nothing here changes a number.
with
outcomes as (select * from {{ ref('int_change_outcomes') }}),

versions as (select * from {{ ref('int_household_versions') }} where householder_count != 1),

months as (select * from {{ ref('int_covered_ranges') }}),

household_months as (
    select
        versions.municipality_code,
        {{ explode_range(
            'versions.from_month_index',
            'least(coalesce(versions.to_month_index, months.last_month_index + 1), months.last_month_index + 1)'
        ) }} as stat_month_index
    from versions
    inner join months on versions.municipality_code = months.municipality_code
),

counted as (
    select
        municipality_code,
        {{ month_start(month_index('counted_date')) }} as stat_month,
        outcome_code as rule_code
    from outcomes
    union all
    select
        municipality_code,
        {{ month_start(month_index('counted_date')) }} as stat_month,
        'carried_forward' as rule_code
    from outcomes
    where is_carried_forward
    union all
    select
        municipality_code,
        {{ month_start('stat_month_index') }} as stat_month,
        'household_without_householder' as rule_code
    from household_months
)

select
    counted.municipality_code,
    counted.stat_month,
    counted.rule_code,
    count(*) as row_count
from counted
inner join {{ ref('quality_rule_codes') }} as rules on counted.rule_code = rules.rule_code
group by counted.municipality_code, counted.stat_month, counted.rule_code
order by counted.municipality_code, counted.stat_month, counted.rule_code
