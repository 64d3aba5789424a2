-- Where the rows of the persons behind a difference stand: in the 全件データ, and the record in force by
-- the changes, which may be a row of the base. For the key zone only; no value is among them.
with
persons as (select * from {{ ref('int_reconciled_persons') }} where difference_code is not null),

residents as (select * from {{ ref('stg_register__residents') }}),

base_dates as (select * from {{ ref('int_base_dates') }}),

deliveries as (select * from {{ ref('stg_register__deliveries') }}),

attributes as (
    select
        municipality_code, base_date, person_token,
        {{ joined_texts('attribute_code') }} as attribute_codes
    from {{ ref('int_differing_attributes') }}
    group by municipality_code, base_date, person_token
),

records as (
    select municipality_code, person_token, history_number, false as is_initial, delivery_id, row_number
    from {{ ref('stg_register__change_rows') }}
    union all
    select
        residents.municipality_code, residents.person_token, residents.history_number, true as is_initial,
        residents.delivery_id, residents.row_number
    from residents
    inner join base_dates
        on residents.municipality_code = base_dates.municipality_code
        and residents.base_date = base_dates.base_date
)

select
    persons.municipality_code,
    persons.base_date,
    persons.person_token,
    persons.difference_code,
    attributes.attribute_codes,
    residents.delivery_id as list_delivery_id,
    lists.file as list_file,
    residents.row_number as list_row_number,
    records.delivery_id as record_delivery_id,
    deliveries.kind as record_kind,
    deliveries.file as record_file,
    records.row_number as record_row_number
from persons
left join attributes
    on persons.municipality_code = attributes.municipality_code
    and persons.base_date = attributes.base_date
    and persons.person_token = attributes.person_token
left join residents
    on persons.municipality_code = residents.municipality_code
    and persons.base_date = residents.base_date
    and persons.person_token = residents.person_token
left join deliveries as lists on residents.delivery_id = lists.delivery_id
left join records
    on persons.municipality_code = records.municipality_code
    and persons.person_token = records.person_token
    and persons.history_number = records.history_number
    and persons.is_initial = records.is_initial
left join deliveries on records.delivery_id = deliveries.delivery_id
