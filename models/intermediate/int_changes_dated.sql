-- The counting date of 02-register 2.1, carried forward out of closed months (2.8), the event date of 2.5,
-- and the rule that gave the counting date.
with
known as (select * from {{ ref('int_changes_known') }}),

notices as (select * from {{ ref('int_arrival_notices') }}),

due as (
    select
        known.vintage_id,
        known.history_number,
        known.is_initial,
        case
            when not known.is_planned then known.own_date
            when notices.first_notice_date < coalesce(known.changed_date, known.own_date)
                then greatest(known.own_date, notices.first_notice_date)
            else greatest(known.own_date, coalesce(known.changed_date, known.own_date))
        end as due_date,
        coalesce(notices.arrived_date, known.changed_date, known.recorded_date) as event_date,
        coalesce(notices.first_notice_date < known.changed_date, false) as is_dated_by_notice
    from known
    left join notices
        on known.is_planned
        and known.vintage_id = notices.vintage_id
        and known.history_number = notices.history_number
)

select
    known.vintage_id,
    known.history_number,
    known.is_initial,
    known.is_official,
    known.leaves_cancellations_out,
    known.reason_code,
    known.population_effect,
    known.target_history_number,
    known.base_date,
    known.first_open_date,
    known.acting_date,
    case
        when due.due_date < known.first_open_date and (known.is_initial or due.due_date > known.base_date)
            then known.first_open_date
        else due.due_date
    end as counted_date,
    due.event_date,
    case
        when due.due_date < known.first_open_date and (known.is_initial or due.due_date > known.base_date)
            then 'carried_forward'
        when known.is_initial then 'initial'
        when due.due_date > known.own_date and due.is_dated_by_notice then 'notice'
        when due.due_date > known.own_date then 'planned'
        when known.is_counted_by_notification then 'notified'
        else 'recorded'
    end as dating_rule_code,
    coalesce(
        due.due_date < known.first_open_date and (known.is_initial or due.due_date > known.base_date), false
    ) as is_carried_forward,
    known.is_cancellation
from known
inner join due
    on known.vintage_id = due.vintage_id
    and known.history_number = due.history_number
    and known.is_initial = due.is_initial
