-- What accepting a refused row could do to the population of its municipality. An entry can only raise
-- it and a removal only lower it, whatever else is known of the person: presence follows the last of
-- them. Rows that can void, date or reorder others, and rows whose reason is unknown, can do either. A
-- row of the base is an entry, unless it would only replace one; a later 全件データ changes nothing.
with
rejections as (select * from {{ ref('stg_register__rejections') }}),

deliveries as (select * from {{ ref('stg_register__deliveries') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

rules as (select * from {{ ref('delivery_rule_codes') }}),

reasons as (select * from {{ ref('reason_codes') }}),

spoken_for as (
    select delivery_id, municipality_code
    from {{ ref('stg_register__delivery_municipalities') }}
    union all
    select deliveries.delivery_id, base_dates.municipality_code
    from deliveries
    cross join base_dates
    where
        deliveries.delivery_id not in (
            select delivery_municipalities.delivery_id
            from {{ ref('stg_register__delivery_municipalities') }} as delivery_municipalities
        )
),

placed as (
    select delivery_id, row_number, municipality_code, false as is_unplaced, rule_code, reason_code
    from rejections
    where municipality_code is not null
    union all
    select
        rejections.delivery_id, rejections.row_number, spoken_for.municipality_code, true as is_unplaced,
        rejections.rule_code, rejections.reason_code
    from rejections
    inner join spoken_for on rejections.delivery_id = spoken_for.delivery_id
    where rejections.municipality_code is null
),

judged as (
    select
        placed.municipality_code, placed.delivery_id, placed.row_number, placed.is_unplaced,
        deliveries.kind,
        case when deliveries.kind = 'residents' then deliveries.last_recorded_date end as list_date,
        coalesce(deliveries.last_recorded_date, base_dates.base_date) = base_dates.base_date
        and not rules.is_about_loaded_row as is_base_entry,
        reasons.population_effect,
        reasons.reason_code is null or rules.is_about_loaded_row
        or reasons.is_cancellation or reasons.is_notice
        or reasons.paired_entry_reason_code is not null as is_uncertain
    from placed
    inner join base_dates on placed.municipality_code = base_dates.municipality_code
    inner join deliveries on placed.delivery_id = deliveries.delivery_id
    inner join rules on placed.rule_code = rules.rule_code
    left join reasons on placed.reason_code = reasons.reason_code
)

select
    municipality_code, delivery_id, row_number, kind, list_date, is_unplaced,
    case when kind = 'residents' then is_base_entry else is_uncertain or population_effect = 'add' end
        as is_raising,
    case when kind = 'residents' then false else is_uncertain or population_effect = 'remove' end
        as is_lowering
from judged
