-- Each change that makes, ends or turns a household: its kind before the change ends, its kind after begins.
-- Changes of one day act in the order of their history numbers; what ties there has the same effect.
with
events as (select * from {{ ref('int_household_events') }}),

kinds as (select * from {{ ref('household_kind_codes') }}),

counted as (
    select
        municipality_code, counted_date, reason_code, japanese_change, foreign_change,
        sum(japanese_change) over household_in_order as japanese_count,
        sum(foreign_change) over household_in_order as foreign_count
    from events
    window household_in_order as (
        partition by municipality_code, household_token
        order by
            counted_date, order_history_number, reason_code, japanese_change, foreign_change, person_token
        rows between unbounded preceding and current row
    )
),

turned as (
    select
        municipality_code, counted_date, reason_code,
        japanese_count - japanese_change > 0 as had_japanese,
        foreign_count - foreign_change > 0 as had_foreign,
        japanese_count > 0 as has_japanese,
        foreign_count > 0 as has_foreign
    from counted
    where had_japanese != has_japanese or had_foreign != has_foreign
),

sides as (
    select municipality_code, counted_date, reason_code, 1 as household_sign, has_japanese, has_foreign
    from turned
    union all
    select municipality_code, counted_date, reason_code, -1 as household_sign, had_japanese, had_foreign
    from turned
)

select
    sides.municipality_code,
    sides.counted_date,
    kinds.household_kind_code,
    sides.reason_code,
    sides.household_sign,
    count(*) as household_change_count
from sides
inner join kinds
    on sides.has_japanese = kinds.has_japanese
    and sides.has_foreign = kinds.has_foreign
group by all
order by
    sides.municipality_code,
    sides.counted_date,
    kinds.household_kind_code,
    sides.reason_code,
    sides.household_sign
