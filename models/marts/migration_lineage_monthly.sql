-- In- and out-migration by partner, on the official basis. An out-move shows its own row's destination.
with
movements as (select * from {{ ref('int_movements_aged') }}),

reasons as (select * from {{ ref('reason_codes') }} where direction_code is not null),

partner_kinds as (select * from {{ ref('partner_kind_codes') }}),

bases as (select * from {{ ref('basis_codes') }} where is_official),

flows as (
    select
        movements.municipality_code,
        movements.stat_month,
        reasons.direction_code,
        partner_kinds.partner_kind_code,
        partner_kinds.kind_of_unknown_partner_code,
        case
            when partner_kinds.is_abroad then movements.partner_country_code
            else movements.partner_municipality_code
        end as partner_code,
        movements.sex_code,
        movements.resident_kind_code,
        movements.age_band_code,
        movements.reason_code,
        movements.delivery_id,
        movements.dating_rule_code
    from movements
    inner join reasons on movements.reason_code = reasons.reason_code
    inner join partner_kinds on reasons.partner_kind_code = partner_kinds.partner_kind_code
    inner join bases on movements.basis_code = bases.basis_code
)

select
    municipality_code,
    stat_month,
    direction_code,
    case
        when partner_code is null then kind_of_unknown_partner_code else partner_kind_code
    end as partner_kind_code,
    coalesce(partner_code, '') as partner_code,
    sex_code,
    resident_kind_code,
    age_band_code,
    reason_code,
    delivery_id,
    dating_rule_code,
    count(*) as person_count
from flows
group by all
order by
    stat_month,
    municipality_code,
    direction_code,
    partner_kind_code,
    partner_code,
    sex_code,
    resident_kind_code,
    age_band_code,
    reason_code,
    delivery_id,
    dating_rule_code
