"""Queries as analysts write them over the published marts."""

EVERYDAY = [
    "select stat_month, sum(population_count) as n from population_monthly group by 1 order by 1",
    "select * from towns order by municipality_code, town_code",
    "from covered_months order by all",
    "select sex_code, count(*) as n from population_monthly group by all order by all",
    """
    select t.town_name, sum(p.population_count) as n
    from population_monthly as p
    inner join towns as t using (municipality_code, town_code)
    where p.stat_month = date '2020-02-01'
    group by t.town_name
    order by n desc, t.town_name
    limit 10
    """,
    """
    with totals as (
        select stat_month, sum(population_count) as n from population_monthly group by stat_month
    ),
    changes as (select stat_month, n, n - lag(n) over (order by stat_month) as change from totals)
    select * from changes order by stat_month desc
    """,
    """
    select m.stat_month, r.label_ja, sum(m.movement_count) as n
    from movements_monthly as m
    left join reason_codes as r on r.reason_code = m.reason_code
    where m.basis_code = 'register' and m.stat_month between date '2019-04-01' and date '2020-02-01'
    group by m.stat_month, r.label_ja
    having sum(m.movement_count) > 1
    order by 1, 2
    """,
    """
    select 'population' as what, stat_month, sum(population_count) as n from population_monthly group by 2
    union all
    select 'households', stat_month, sum(household_count) from households_monthly group by 2
    order by 1, 2
    """,
    "select town_code from towns except select town_code from households_monthly order by 1",
    "select town_code from towns intersect select town_code from population_monthly order by 1",
    """
    select stat_month, sex_code, sum(population_count) as n
    from population_monthly group by grouping sets ((stat_month, sex_code), (stat_month), ()) order by all
    """,
    """
    select stat_month, sex_code, grouping(sex_code) as is_total, sum(population_count) as n
    from population_monthly group by cube (stat_month, sex_code) order by all
    """,
    """
    select municipality_code, town_code, sum(population_count) as n
    from population_monthly where stat_month = (select max(stat_month) from covered_months)
    group by municipality_code, town_code
    qualify rank() over (partition by municipality_code order by sum(population_count) desc) <= 3
    order by all
    """,
    """
    select
        case when a.age_years >= 65 then '65+' when a.age_years >= 15 then '15-64' else '0-14' end as ages,
        sum(p.population_count) as n,
        round(100.0 * sum(p.population_count) / sum(sum(p.population_count)) over (), 1) as share
    from population_monthly as p inner join age_codes as a using (age_code)
    group by 1 order by 1
    """,
    """
    select strftime(stat_month, '%Y-%m') as ym, year(stat_month) as y, extract(month from stat_month) as m
    from covered_months order by all
    """,
    """
    select date_trunc('year', stat_month) as y, avg(population_count) as mean
    from population_monthly group by 1 order by 1
    """,
    """
    select * from (
        select stat_month, sex_code, population_count from population_monthly
    ) pivot (sum(population_count) for sex_code in ('1' as male, '2' as female)) order by stat_month
    """,
    """
    select d.district_name, count(distinct t.town_code) as towns
    from districts as d left join towns as t on t.district_code = d.district_code
    group by d.district_name order by 1
    """,
    "select town_code, coalesce(nullif(district_code, ''), '999') as district from towns order by all",
    """
    select town_name from towns where town_name like '%丁目' and town_name not like '大%'
    order by town_name, town_code
    """,
    """
    select t.town_code, (select sum(h.household_count) from households_monthly as h
        where h.town_code = t.town_code and h.stat_month = date '2020-02-01') as households
    from towns as t order by t.municipality_code, t.town_code
    """,
    "select distinct on (municipality_code) municipality_code, town_code from towns order by all",
    """
    select stat_month, n, avg(n) over months as moving, first_value(n) over months as start_value
    from (select stat_month, sum(population_count) as n from population_monthly group by 1)
    window months as (order by stat_month rows between 11 preceding and current row)
    order by 1
    """,
    """
    select median(household_size) as m, quantile_cont(household_size, 0.9) as q, max(household_size) as s,
        count(*) filter (where household_size = 1) as singles
    from households_monthly
    """,
    """
    select municipality_name from municipality_codes
    where municipality_code in (select municipality_code from towns) order by 1
    """,
    """
    select r.reason_code from reason_codes as r
    where exists (select 1 from movements_monthly as m where m.reason_code = r.reason_code) order by 1
    """,
    """
    select c.stat_month, s.n
    from covered_months as c,
        lateral (select count(*) as n from towns as t where t.municipality_code = c.municipality_code) as s
    order by all
    """,
    """
    select stat_month + interval 1 month as later,
        datediff('month', min(stat_month) over (), stat_month) as months
    from covered_months order by all
    """,
    "select * exclude (town_kana) replace (lower(town_code) as town_code) from towns order by all",
    "select * from towns natural join districts order by all",
    "select code, name from (values ('1', 'x'), ('2', 'y')) as v(code, name) order by 1;",
    "select try_cast(town_code as integer) as number, '区' || town_name as name from towns order by all",
    'select "T"."TOWN_CODE" from "Towns" as "T" order by 1',
]
HARMLESS = [
    "select town_code from towns\u200b",
    "select town_code from towns where 1 = 1 or 1 = 1 -- '",
    "select 'drop table towns; attach x' as said",
    "select $$read_text('/etc/passwd')$$ as said",
    "with pg_tables as (select 1 as a) select a from pg_tables",
    "with population_monthly as (select 1 as a) select a from population_monthly",
    "select /* getenv('HOME') */ 1 as a",
    'select "a\'b" from (select 1 as "a\'b")',
    "select true and not false as a, 5 // 2 as b, 5 % 2 as c, 2 ** 3 as d, -1 as e",
    "select 1 as \"select * from read_text('x')\"",
]
