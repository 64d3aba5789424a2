with flows as (
    select
        f.partner_code,
        sum(case when d.is_inward then f.person_count else 0 end) as moved_in,
        sum(case when d.is_inward then 0 else f.person_count end) as moved_out
    from migration_flows_monthly as f
    inner join direction_codes as d using (direction_code)
    where f.stat_month > (select max(stat_month) - interval 1 year from covered_months)
    group by f.partner_code
)

select
    m.prefecture_name,
    m.municipality_name,
    flows.moved_in,
    flows.moved_out,
    flows.moved_in - flows.moved_out as net_migration
from flows
inner join municipality_codes as m on m.municipality_code = flows.partner_code
order by flows.moved_in + flows.moved_out desc, m.municipality_code
limit 20
