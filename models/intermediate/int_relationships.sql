-- What a relationship says of a member beside the householder: how many generations above or below in direct
-- line (none for siblings, cousins, lodgers and what is unknown), and whether it is the spouse.
with
spells as (select * from {{ ref('int_month_end_spells') }}),

terms as (select * from {{ ref('relationship_codes') }}),

used as (
    select distinct relationship_codes from spells
    where relationship_codes is not null
),

words as (
    select
        relationship_codes,
        {{ explode_words('relationship_codes') }} as relationship_code
    from used
)

select
    words.relationship_codes,
    cast(
        case when count(terms.generation) = count(*) then sum(terms.generation) end as integer
    ) as generation,
    count(*) = 1 and bool_and(terms.is_spouse) as is_spouse
from words
inner join terms on words.relationship_code = terms.relationship_code
group by words.relationship_codes
