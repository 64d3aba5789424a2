-- A person's rows as known at one time. Closed by rule 2.1, the register basis needs the latest only; the
-- event basis changes with every month in which something of the person is recorded (02-register 2.5).
with
entered as (select * from {{ ref('int_changes_entered') }}),

bases as (select * from {{ ref('basis_codes') }} where basis_code = effect_basis_code),

known_months as (
    select distinct
        municipality_code,
        person_token,
        greatest({{ month_index('recorded_date') }}, {{ month_index('base_date') }}) as known_month_index
    from entered
),

ordered as (
    select
        municipality_code,
        person_token,
        known_month_index,
        lead(known_month_index) over (
            partition by municipality_code, person_token order by known_month_index
        ) as next_known_month_index
    from known_months
)

select
    row_number() over () as vintage_id,
    bases.basis_code,
    bases.is_official,
    bases.leaves_cancellations_out,
    ordered.municipality_code,
    ordered.person_token,
    ordered.known_month_index,
    ordered.next_known_month_index
from ordered
inner join bases on not bases.is_official or ordered.next_known_month_index is null
