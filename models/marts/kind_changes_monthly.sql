-- Changes of resident kind: what kind_change_lineage_monthly holds of every delivery and rule.
select
    municipality_code,
    stat_month,
    reason_code,
    from_kind_code,
    to_kind_code,
    sex_code,
    cast(sum(change_count) as bigint) as change_count
from {{ ref('kind_change_lineage_monthly') }}
group by all
order by stat_month, municipality_code, reason_code, from_kind_code, to_kind_code, sex_code
