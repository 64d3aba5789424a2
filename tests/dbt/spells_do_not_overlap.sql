-- A person is in one state at a time: a spell ends before or when the person's next one begins, and never before
-- it began. It can never fail: a spell runs to the next effective change. If it does, somebody is counted twice
-- in every month of the overlap.
with
spells as (
    select
        municipality_code,
        person_token,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date) over (
            partition by municipality_code, person_token
            order by valid_from_date, valid_to_date is null, valid_to_date
        ) as next_valid_from_date
    from {{ ref('int_residence_spells') }}
)

select *
from spells
where
    valid_to_date < valid_from_date
    or next_valid_from_date < valid_to_date
    or (valid_to_date is null and next_valid_from_date is not null)
