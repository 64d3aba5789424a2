-- The rows of each vintage, with the day from which a row acts on others: a row that came after months
-- were closed acts from the first day that was open then, on the official basis (02-register 2.8).
with
entered as (select * from {{ ref('int_changes_entered') }}),

vintages as (select * from {{ ref('int_person_vintages') }})

select
    vintages.vintage_id,
    entered.history_number,
    entered.is_initial,
    vintages.is_official,
    vintages.leaves_cancellations_out,
    entered.reason_code,
    entered.population_effect,
    entered.target_history_number,
    entered.base_date,
    entered.changed_date,
    entered.recorded_date,
    entered.own_date,
    case when vintages.is_official then entered.first_open_date end as first_open_date,
    case
        when vintages.is_official and entered.own_date < entered.first_open_date then entered.first_open_date
        else entered.own_date
    end as acting_date,
    entered.is_cancellation,
    entered.is_notice,
    entered.is_planned,
    entered.is_counted_by_notification
from vintages
inner join entered
    on vintages.municipality_code = entered.municipality_code
    and vintages.person_token = entered.person_token
where
    greatest({{ month_index('entered.recorded_date') }}, {{ month_index('entered.base_date') }})
    <= vintages.known_month_index
