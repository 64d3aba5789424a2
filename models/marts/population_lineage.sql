-- Residents by the record in force: the change that gave the state they are in. Added up to a month, the
-- changes are the stock of its end, one record per resident.
with
spells as (select * from {{ ref('int_month_end_spells') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

signed as (
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        reason_code, delivery_id, dating_rule_code,
        from_month_index as month_index,
        1 as delta
    from spells
    union all
    select
        municipality_code, town_code, sex_code, resident_kind_code,
        reason_code, delivery_id, dating_rule_code,
        to_month_index as month_index,
        -1 as delta
    from spells
)

select
    signed.municipality_code,
    {{ month_start('signed.month_index') }} as stat_month,
    signed.town_code,
    signed.sex_code,
    signed.resident_kind_code,
    signed.reason_code,
    signed.delivery_id,
    signed.dating_rule_code,
    cast(sum(signed.delta) as bigint) as population_change
from signed
inner join months
    on signed.municipality_code = months.municipality_code
    and signed.month_index <= months.last_month_index
group by
    signed.municipality_code, signed.month_index, signed.town_code, signed.sex_code,
    signed.resident_kind_code, signed.reason_code, signed.delivery_id, signed.dating_rule_code
having sum(signed.delta) != 0
order by
    stat_month, signed.municipality_code, signed.town_code, signed.sex_code, signed.resident_kind_code,
    signed.delivery_id, signed.reason_code, signed.dating_rule_code
