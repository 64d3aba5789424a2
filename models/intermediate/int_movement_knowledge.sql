-- When the register's knowledge of an event-basis movement began and ended: +1 in the month from which
-- its vintages hold it true, −1 in the month from which they do not, and why. A movement that the next
-- vintage holds true as well is no news.
with
movements as (select * from {{ ref('int_movements') }}),

bases as (select * from {{ ref('basis_codes') }} where leaves_cancellations_out),

base_dates as (select * from {{ ref('int_base_dates') }}),

left_out as (
    select
        vintages.municipality_code,
        vintages.person_token,
        vintages.known_month_index,
        void_changes.history_number
    from {{ ref('int_void_changes') }} as void_changes
    inner join {{ ref('int_person_vintages') }} as vintages on void_changes.vintage_id = vintages.vintage_id
    where vintages.leaves_cancellations_out
),

held as (
    select
        municipality_code, person_token, history_number, is_initial, recorded_date,
        town_code, sex_code, resident_kind_code, reason_code, population_sign,
        {{ month_index('movement_date') }} as reference_month_index,
        known_month_index,
        next_known_month_index
    from movements
    where basis_code in (select bases.basis_code from bases)
),

neighboured as (
    select
        municipality_code, person_token, history_number, is_initial, recorded_date,
        town_code, sex_code, resident_kind_code, reason_code, population_sign,
        reference_month_index, known_month_index, next_known_month_index,
        lag(next_known_month_index) over movement_in_order as continued_from_index,
        lead(known_month_index) over movement_in_order as continued_in_index
    from held
    window movement_in_order as (
        partition by
            municipality_code, person_token, history_number, is_initial, population_sign,
            town_code, sex_code, resident_kind_code, reference_month_index
        order by known_month_index
    )
)

select
    begun.municipality_code, begun.person_token, begun.history_number, begun.is_initial,
    begun.reference_month_index, begun.known_month_index,
    case
        when
            begun.known_month_index
            = greatest({{ month_index('begun.recorded_date') }}, {{ month_index('base_dates.base_date') }})
            then 'reported'
        else 'corrected'
    end as knowledge_cause_code,
    begun.town_code, begun.sex_code, begun.resident_kind_code, begun.reason_code, begun.population_sign,
    1 as movement_change
from neighboured as begun
inner join base_dates on begun.municipality_code = base_dates.municipality_code
where begun.continued_from_index is distinct from begun.known_month_index
union all
select
    ended.municipality_code, ended.person_token, ended.history_number, ended.is_initial,
    ended.reference_month_index, ended.next_known_month_index as known_month_index,
    case when left_out.history_number is null then 'corrected' else 'cancelled' end as knowledge_cause_code,
    ended.town_code, ended.sex_code, ended.resident_kind_code, ended.reason_code, ended.population_sign,
    -1 as movement_change
from neighboured as ended
left join left_out
    on not ended.is_initial
    and ended.municipality_code = left_out.municipality_code
    and ended.person_token = left_out.person_token
    and ended.history_number = left_out.history_number
    and ended.next_known_month_index = left_out.known_month_index
where
    ended.next_known_month_index is not null
    and ended.continued_in_index is distinct from ended.next_known_month_index
