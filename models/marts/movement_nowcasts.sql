-- What the register will know of a month later, as seen from each month: the band of the level that had come
-- nearest to the wanted coverage by then, at this delay. Whatever an as-known month shows was known in it.
with
bands as (select * from {{ ref('int_nowcast_bands') }}),

tried as (
    select
        bands.municipality_code, bands.reference_month_index, bands.delay_months, bands.level_percent,
        count(*) as tried_count,
        sum(case when earlier.is_covered then 1 else 0 end) as covered_count
    from bands
    inner join bands as earlier
        on bands.municipality_code = earlier.municipality_code
        and bands.delay_months = earlier.delay_months
        and bands.level_percent = earlier.level_percent
        and bands.reference_month_index + bands.delay_months
        >= earlier.reference_month_index + {{ var('nowcast_months') }}
    group by all
),

chosen as (
    select
        bands.municipality_code, bands.reference_month_index, bands.delay_months, bands.level_percent,
        row_number() over (
            partition by bands.municipality_code, bands.reference_month_index, bands.delay_months
            order by
                case
                    when tried.tried_count >= {{ var('nowcast_least_tried') }}
                        then
                            abs(100 * tried.covered_count - tried.tried_count * {{ var('nowcast_coverage') }})
                    else abs(bands.level_percent - {{ var('nowcast_coverage') }})
                end,
                bands.level_percent desc
        ) as place
    from bands
    left join tried
        on bands.municipality_code = tried.municipality_code
        and bands.reference_month_index = tried.reference_month_index
        and bands.delay_months = tried.delay_months
        and bands.level_percent = tried.level_percent
)

select
    bands.municipality_code,
    {{ month_start('bands.reference_month_index + bands.delay_months') }} as as_known_month,
    {{ month_start('bands.reference_month_index') }} as reference_month,
    bands.delay_months,
    bands.level_percent,
    bands.past_count,
    bands.known_count,
    bands.expected_count,
    bands.lowest_count,
    bands.highest_count,
    bands.true_count,
    bands.is_covered
from bands
inner join chosen
    on bands.municipality_code = chosen.municipality_code
    and bands.reference_month_index = chosen.reference_month_index
    and bands.delay_months = chosen.delay_months
    and bands.level_percent = chosen.level_percent
where chosen.place = 1
order by bands.municipality_code, as_known_month, reference_month
