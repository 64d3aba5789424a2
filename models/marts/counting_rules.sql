with
base_dates as (select * from {{ ref('int_base_dates') }}),

rules as (select * from {{ ref('stg_register__counting_rules') }}),

defaults as (select * from {{ ref('counting_date_codes') }} where not is_notified_date)

select
    base_dates.municipality_code,
    coalesce(rules.counting_date_code, defaults.counting_date_code) as counting_date_code
from base_dates
cross join defaults
left join rules on base_dates.municipality_code = rules.municipality_code
order by base_dates.municipality_code
