-- The notified basis shows the same effective changes, in the same cells, as the register basis, under another
-- date. It can never fail: both are read from one list. If it does, statistics by 届出日 count other people than
-- the official tables, and the two cannot be compared (02-register 2.5).
select
    movements.municipality_code,
    movements.town_code,
    movements.reason_code,
    movements.population_sign,
    movements.sex_code,
    movements.resident_kind_code,
    sum(case when bases.is_official then 1 else -1 end) as residual
from {{ ref('int_movements') }} as movements
inner join {{ ref('basis_codes') }} as bases on movements.basis_code = bases.basis_code
inner join {{ ref('basis_codes') }} as effect_bases
    on bases.effect_basis_code = effect_bases.basis_code
    and effect_bases.is_official
group by
    movements.municipality_code,
    movements.town_code,
    movements.reason_code,
    movements.population_sign,
    movements.sex_code,
    movements.resident_kind_code
having sum(case when bases.is_official then 1 else -1 end) != 0
