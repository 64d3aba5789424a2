-- The age band on the date of the basis shown. With an unknown birth month or day two ages are possible:
-- the band is given only if both fall in it; below zero is unknown (02-register 2.4, 2.6).
with
movements as (select * from {{ ref('int_movements') }} where next_known_month_index is null),

ages as (select * from {{ ref('age_codes') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

aged as (
    select
        basis_code, municipality_code, person_token, history_number, is_initial, town_code,
        reason_code, cancelled_reason_code, notification_type_code,
        direction_code, partner_municipality_code, partner_country_code,
        delivery_id, dating_rule_code, population_sign, sex_code, resident_kind_code, movement_date,
        {{ age_on('movement_date', 'birth_year', 'coalesce(birth_month, 1)', 'coalesce(birth_day, 1)') }}
            as highest_age_years,
        {{ age_on('movement_date', 'birth_year', 'coalesce(birth_month, 12)', 'coalesce(birth_day, 31)') }}
            as lowest_age_years
    from movements
)

select
    aged.basis_code,
    aged.municipality_code,
    aged.person_token,
    aged.history_number,
    aged.is_initial,
    {{ month_start(month_index('aged.movement_date')) }} as stat_month,
    aged.town_code,
    aged.reason_code,
    coalesce(aged.cancelled_reason_code, '') as cancelled_reason_code,
    coalesce(aged.notification_type_code, '') as notification_type_code,
    aged.direction_code,
    aged.partner_municipality_code,
    aged.partner_country_code,
    aged.delivery_id,
    aged.dating_rule_code,
    aged.population_sign,
    aged.sex_code,
    aged.resident_kind_code,
    case
        when lowest_ages.age_band_code = highest_ages.age_band_code then lowest_ages.age_band_code
        else '{{ var("unknown_age_band_code") }}'
    end as age_band_code
from aged
inner join months
    on aged.municipality_code = months.municipality_code
    and {{ month_index('aged.movement_date') }} <= months.last_month_index
left join ages as highest_ages on {{ top_coded('aged.highest_age_years') }} = highest_ages.age_years
left join ages as lowest_ages on {{ top_coded('aged.lowest_age_years') }} = lowest_ages.age_years
