-- No code stands twice in its list, and none is blank. It can never be otherwise: every join from a row to a list
-- relies on it. If it fails, each row with that code is counted once per line of the list.
{%- set keys = {
    'age_band_codes': ['age_band_code'],
    'age_codes': ['age_code'],
    'age_group_codes': ['age_group_code'],
    'article_30_45_codes': ['article_30_45_code'],
    'basis_codes': ['basis_code'],
    'direction_codes': ['direction_code'],
    'district_codes': ['municipality_code', 'district_code'],
    'household_kind_codes': ['household_kind_code'],
    'municipality_codes': ['municipality_code'],
    'nationality_codes': ['nationality_code'],
    'notification_type_codes': ['notification_type_code'],
    'outcome_codes': ['outcome_code'],
    'partner_kind_codes': ['partner_kind_code'],
    'quality_rule_codes': ['rule_code'],
    'reason_codes': ['reason_code'],
    'relationship_codes': ['relationship_code'],
    'report_columns': ['is_household_item', 'resident_kind', 'sex'],
    'report_item_codes': ['item_code'],
    'report_item_components': ['item_code', 'component_item_code'],
    'residence_status_codes': ['residence_status_code'],
    'resident_kind_codes': ['resident_kind_code'],
    'sex_codes': ['sex_code'],
    'town_codes': ['municipality_code', 'town_code'],
} %}
{%- for list, columns in keys.items() %}
select
    '{{ list }}' as list_name,
    count(*) as row_count
from {{ ref(list) }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns[-1] }} is null
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
