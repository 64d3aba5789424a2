-- From the register count of a month and reason to its event count, exactly: what happened here and was
-- counted elsewhere comes in, what was counted here and happened elsewhere, or not at all, goes out.
with
timings as (select * from {{ ref('movement_timings') }}),

bridges as (select * from {{ ref('bridge_codes') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

sides as (
    select
        timings.municipality_code,
        timings.counted_month as stat_month,
        timings.reason_code,
        timings.movement_count as register_count,
        0 as happened_here_count,
        case when timings.event_month < timings.counted_month then timings.movement_count else 0 end
            as happened_earlier_count,
        case when timings.event_month > timings.counted_month then timings.movement_count else 0 end
            as future_dated_count,
        case when bridges.is_cancelled then timings.movement_count else 0 end as cancelled_count,
        case
            when timings.event_month is null and not bridges.is_cancelled then timings.movement_count
            else 0
        end as only_register_count,
        0 as only_event_count,
        0 as event_count
    from timings
    inner join bridges on timings.bridge_code = bridges.bridge_code
    where timings.counted_month is not null
    union all
    select
        municipality_code,
        event_month as stat_month,
        reason_code,
        0 as register_count,
        case when counted_month != event_month then movement_count else 0 end as happened_here_count,
        0 as happened_earlier_count,
        0 as future_dated_count,
        0 as cancelled_count,
        0 as only_register_count,
        case when counted_month is null then movement_count else 0 end as only_event_count,
        movement_count as event_count
    from timings
    where event_month is not null
)

select
    sides.municipality_code,
    sides.stat_month,
    sides.reason_code,
    cast(sum(sides.register_count) as bigint) as register_count,
    cast(sum(sides.happened_here_count) as bigint) as happened_here_count,
    cast(sum(sides.happened_earlier_count) as bigint) as happened_earlier_count,
    cast(sum(sides.future_dated_count) as bigint) as future_dated_count,
    cast(sum(sides.cancelled_count) as bigint) as cancelled_count,
    cast(sum(sides.only_register_count) as bigint) as only_register_count,
    cast(sum(sides.only_event_count) as bigint) as only_event_count,
    cast(sum(sides.event_count) as bigint) as event_count
from sides
inner join months
    on sides.municipality_code = months.municipality_code
    and {{ month_index('sides.stat_month') }} <= months.last_month_index
group by sides.municipality_code, sides.stat_month, sides.reason_code
order by sides.municipality_code, sides.stat_month, sides.reason_code
