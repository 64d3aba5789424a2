-- Who lives in each version of a household: what its type is told from.
with
versions as (select * from {{ ref('int_household_versions') }}),

spells as (select * from {{ ref('int_month_end_spells') }}),

relationships as (select * from {{ ref('int_relationships') }})

select
    versions.municipality_code,
    versions.household_token,
    spells.person_token,
    versions.from_month_index,
    versions.to_month_index,
    versions.town_code,
    versions.household_size,
    spells.is_householder,
    coalesce(relationships.is_spouse, false) as is_spouse,
    relationships.generation,
    spells.first_birth_index,
    spells.last_birth_index
from versions
inner join spells
    on versions.municipality_code = spells.municipality_code
    and versions.household_token = spells.household_token
    and versions.from_month_index >= spells.from_month_index
    and (spells.to_month_index is null or versions.from_month_index < spells.to_month_index)
left join relationships on spells.relationship_codes = relationships.relationship_codes
