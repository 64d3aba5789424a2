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
        known.base_date,
        known.first_open_date,
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
),

carried as (
    select
        vintage_id,
        history_number,
        is_initial,
        due_date,
        event_date,
        is_dated_by_notice,
        coalesce(due_date < first_open_date and (is_initial or due_date > base_date), false)
            as is_carried_forward
    from due
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
    case when carried.is_carried_forward then known.first_open_date else carried.due_date end as counted_date,
    carried.event_date,
    case
        when carried.is_carried_forward then 'carried_forward'
        when known.is_initial then 'initial'
        when carried.due_date > known.own_date and carried.is_dated_by_notice then 'notice'
        when carried.due_date > known.own_date then 'planned'
        when known.is_counted_by_notification then 'notified'
        else 'recorded'
    end as dating_rule_code,
    carried.is_carried_forward,
    known.is_cancellation
from known
inner join carried
    on known.vintage_id = carried.vintage_id
    and known.history_number = carried.history_number
    and known.is_initial = carried.is_initial
