-- 総計 = 日本人 + 外国人 (and households of several nationalities) in every line and sheet, and men and women are
-- never more than the total, which holds persons of unknown sex too. It can never fail: each person has one
-- kind and one sex. If it does, a kind or a sex is missing from the columns of the table (03-tables 3.4).
with
lines as (
    select
        municipality_code, stat_month, district_code, item_code, sex,
        sum(case when resident_kind = 'total' then value else -value end) as residual
    from {{ ref('movement_tables_monthly') }}
    group by municipality_code, stat_month, district_code, item_code, sex
),

sexes as (
    select
        municipality_code, stat_month, district_code, resident_kind,
        sum(case when sex = 'total' then value else -value end) as unknown_sex_count
    from {{ ref('movement_tables_monthly') }}
    where item_code in ('opening', 'closing')
    group by municipality_code, stat_month, district_code, resident_kind
)

select municipality_code, stat_month, district_code
from lines
where residual != 0
union all
select municipality_code, stat_month, district_code
from sexes
where unknown_sex_count < 0
