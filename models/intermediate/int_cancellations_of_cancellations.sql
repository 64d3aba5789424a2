-- The second level first: of several cancellations of one cancellation the highest history number
-- voids it and itself (02-register 2.2, "from the highest down").
with
links as (select * from {{ ref('int_cancellation_links') }} where cancellation_level = 2),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code)

select
    bases.basis_code,
    links.municipality_code,
    links.person_token,
    max(links.history_number) as history_number,
    links.target_history_number
from links
inner join bases on links.is_in_time or bases.voids_late_cancellations
group by
    bases.basis_code,
    links.municipality_code,
    links.person_token,
    links.target_history_number
