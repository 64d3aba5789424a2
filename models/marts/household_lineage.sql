-- Households by the record they stand for. Added up to a month, the changes are the households of its end.
with
records as (select * from {{ ref('int_household_records') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

kinds as (select * from {{ ref('household_kind_codes') }}),

signed as (
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size,
        reason_code, delivery_id, dating_rule_code,
        from_month_index as month_index,
        1 as delta
    from records
    union all
    select
        municipality_code, town_code, has_japanese, has_foreign, household_size,
        reason_code, delivery_id, dating_rule_code,
        to_month_index as month_index,
        -1 as delta
    from records
)

select
    signed.municipality_code,
    {{ month_start('signed.month_index') }} as stat_month,
    signed.town_code,
    kinds.household_kind_code,
    cast(signed.household_size as integer) as household_size,
    signed.reason_code,
    signed.delivery_id,
    signed.dating_rule_code,
    cast(sum(signed.delta) as bigint) as household_change
from signed
inner join months
    on signed.municipality_code = months.municipality_code
    and signed.month_index <= months.last_month_index
inner join kinds
    on signed.has_japanese = kinds.has_japanese
    and signed.has_foreign = kinds.has_foreign
group by
    signed.municipality_code, signed.month_index, signed.town_code, kinds.household_kind_code,
    signed.household_size, signed.reason_code, signed.delivery_id, signed.dating_rule_code
having sum(signed.delta) != 0
order by
    stat_month, signed.municipality_code, signed.town_code, kinds.household_kind_code, household_size,
    signed.delivery_id, signed.reason_code, signed.dating_rule_code
