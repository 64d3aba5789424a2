"""When movements were counted, happened and became known: the marts of timings and knowledge, hand-made.

For a published store they are drawn from its register flows: some deaths happened the month before, some
out-migrations happen the month after, some corrections act on the register only, some entries were known
for a month and then cancelled.
"""

from pathlib import Path

import duckdb

from tests.published_marts import current_marts

TIMINGS = """
create or replace table movement_timings as
with counted as (
    select
        *, case
            when reason_code in ('19', '29', '49') then 'cancelled'
            when reason_code in ('26', '33', '34') then 'one_basis'
            else 'both'
        end as bridge_code
    from movements_monthly where basis_code = 'register'
)
select
    municipality_code, stat_month as counted_month,
    case
        when bridge_code != 'both' then null
        when reason_code = '23' and month(stat_month) % 2 = 0 then stat_month - interval 1 month
        when reason_code = '21' and month(stat_month) % 3 = 0 then stat_month + interval 1 month
        else stat_month
    end::date as event_month,
    bridge_code, town_code, sex_code, resident_kind_code, reason_code, population_sign,
    sum(movement_count)::bigint as movement_count
from counted group by all
"""
KNOWLEDGE = """
create or replace table movement_knowledge as
with
told as (
    select
        municipality_code, event_month as reference_month, counted_month as as_known_month,
        'reported' as knowledge_cause_code, movement_count as movement_change,
        town_code, sex_code, resident_kind_code, reason_code, population_sign
    from movement_timings where event_month is not null
),
short_lived as (
    select * replace ((as_known_month + interval 1 month)::date as as_known_month) from told
    where reason_code in ('13', '31')
),
misdated as (
    select * replace ((reference_month + interval 1 month)::date as reference_month) from told
    where reason_code = '11'
)
select
    municipality_code, reference_month, as_known_month, knowledge_cause_code, town_code, sex_code,
    resident_kind_code, reason_code, population_sign, sum(movement_change)::bigint as movement_change
from (
    from told
    union all by name from short_lived
    union all by name
    select * replace (
        (as_known_month + interval 2 month)::date as as_known_month,
        'cancelled' as knowledge_cause_code, -movement_change as movement_change
    ) from short_lived
    union all by name from misdated
    union all by name
    select * replace (
        (as_known_month + interval 3 month)::date as as_known_month,
        'corrected' as knowledge_cause_code, -movement_change as movement_change
    ) from misdated
)
group by all
"""


def write_histories(home: Path) -> None:
    """Add the two marts to the version that `home` serves."""
    with duckdb.connect(str(current_marts(home))) as connection:
        connection.execute(TIMINGS)
        connection.execute(KNOWLEDGE)
