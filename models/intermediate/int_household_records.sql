-- The record in force that a household stands for: its householder's; without exactly one householder,
-- that of a member in the town the household counts in, the record of the earliest delivery first.
with
versions as (select * from {{ ref('int_household_versions') }}),

spells as (select * from {{ ref('int_month_end_spells') }}),

members as (
    select
        versions.municipality_code, versions.household_token,
        versions.from_month_index, versions.to_month_index,
        versions.town_code, versions.has_japanese, versions.has_foreign, versions.household_size,
        spells.reason_code, spells.delivery_id, spells.dating_rule_code,
        row_number() over (
            partition by versions.municipality_code, versions.household_token, versions.from_month_index
            order by spells.delivery_id, spells.reason_code, spells.dating_rule_code
        ) as place
    from versions
    inner join spells
        on versions.municipality_code = spells.municipality_code
        and versions.household_token = spells.household_token
        and versions.town_code = spells.town_code
        and versions.from_month_index >= spells.from_month_index
        and (spells.to_month_index is null or versions.from_month_index < spells.to_month_index)
        and (spells.is_householder or versions.householder_count != 1)
)

select
    municipality_code,
    household_token,
    from_month_index,
    to_month_index,
    town_code,
    has_japanese,
    has_foreign,
    household_size,
    reason_code,
    delivery_id,
    dating_rule_code
from members
where place = 1
