-- The event basis of a month as the register knew it at the end of each later month (02-register 2.5).
with
knowledge as (select * from {{ ref('movement_knowledge') }}),

months as (select * from {{ ref('int_covered_ranges') }}),

bases as (select * from {{ ref('basis_codes') }} where leaves_cancellations_out),

changes as (
    select
        knowledge.municipality_code,
        {{ month_index('knowledge.reference_month') }} as reference_month_index,
        {{ month_index('knowledge.as_known_month') }} as known_month_index,
        knowledge.reason_code,
        months.last_month_index,
        sum(knowledge.movement_change) as movement_change
    from knowledge
    inner join months
        on knowledge.municipality_code = months.municipality_code
        and {{ month_index('knowledge.reference_month') }} <= months.last_month_index
        and {{ month_index('knowledge.as_known_month') }} <= months.last_month_index
    group by all
),

running as (
    select
        municipality_code, reference_month_index, reason_code, last_month_index, known_month_index,
        movement_change,
        sum(movement_change) over cell_in_order as movement_count,
        lead(known_month_index) over cell_in_order as next_known_month_index
    from changes
    window cell_in_order as (
        partition by municipality_code, reference_month_index, reason_code order by known_month_index
    )
),

monthly as (
    select
        municipality_code, reference_month_index, reason_code, movement_count, movement_change,
        known_month_index as changed_month_index,
        {{ explode_range(
            'known_month_index', 'coalesce(next_known_month_index, last_month_index + 1)'
        ) }} as known_month_index
    from running
)

select
    monthly.municipality_code,
    {{ month_start('monthly.reference_month_index') }} as reference_month,
    {{ month_start('monthly.known_month_index') }} as as_known_month,
    bases.basis_code,
    monthly.reason_code,
    cast(monthly.movement_count as bigint) as movement_count,
    case
        when monthly.known_month_index = monthly.changed_month_index
            then cast(monthly.movement_change as bigint)
        else 0
    end as movement_change
from monthly
cross join bases
where monthly.movement_count != 0 or monthly.known_month_index = monthly.changed_month_index
order by monthly.municipality_code, reference_month, as_known_month, monthly.reason_code, bases.basis_code
