-- In which attributes a person on both sides differs, one name to a row.
with
persons as (select * from {{ ref('int_reconciled_persons') }})

select municipality_code, base_date, person_token, 'town' as attribute_code
from persons
where has_other_town
union all
select municipality_code, base_date, person_token, 'sex' as attribute_code
from persons
where has_other_sex
union all
select municipality_code, base_date, person_token, 'resident_kind' as attribute_code
from persons
where has_other_resident_kind
union all
select municipality_code, base_date, person_token, 'birth_date' as attribute_code
from persons
where has_other_birth_date
union all
select municipality_code, base_date, person_token, 'household' as attribute_code
from persons
where has_other_household
union all
select municipality_code, base_date, person_token, 'householder' as attribute_code
from persons
where has_other_householder
