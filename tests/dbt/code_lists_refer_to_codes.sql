-- An attribute of a code list that names a code of another list names one that is there. It can never be otherwise:
-- the models branch on these attributes. If it fails, movements fall out of a table without a word, because the
-- join on the attribute finds nothing.
{%- set references = [
    ('age_band_codes', 'ten_year_band_code', 'ten_year_band_codes', 'ten_year_band_code'),
    ('age_band_codes', 'life_stage_code', 'life_stage_codes', 'life_stage_code'),
    ('age_codes', 'age_band_code', 'age_band_codes', 'age_band_code'),
    ('age_codes', 'age_group_code', 'age_group_codes', 'age_group_code'),
    ('basis_codes', 'effect_basis_code', 'basis_codes', 'basis_code'),
    ('form_lines', 'item_code', 'report_item_codes', 'item_code'),
    ('municipality_codes', 'parent_municipality_code', 'municipality_codes', 'municipality_code'),
    ('official_columns', 'sex', 'report_sexes', 'sex'),
    ('partner_kind_codes', 'kind_of_unknown_partner_code', 'partner_kind_codes', 'partner_kind_code'),
    ('reason_codes', 'direction_code', 'direction_codes', 'direction_code'),
    ('reason_codes', 'paired_entry_reason_code', 'reason_codes', 'reason_code'),
    ('reason_codes', 'partner_kind_code', 'partner_kind_codes', 'partner_kind_code'),
    ('reason_codes', 'report_item_code', 'report_item_codes', 'item_code'),
    ('report_item_components', 'item_code', 'report_item_codes', 'item_code'),
    ('report_item_components', 'component_item_code', 'report_item_codes', 'item_code'),
    ('residence_status_codes', 'residence_status_group_code', 'residence_status_group_codes', 'residence_status_group_code'),
    ('resident_kind_codes', 'report_resident_kind', 'report_resident_kinds', 'resident_kind'),
    ('household_kind_codes', 'report_resident_kind', 'report_resident_kinds', 'resident_kind'),
    ('sex_codes', 'report_sex', 'report_sexes', 'sex'),
] %}
{%- for list, column, other_list, key in references %}
select
    '{{ list }}.{{ column }}' as attribute,
    {{ column }} as code
from {{ ref(list) }}
where {{ column }} is not null and {{ column }} not in (select {{ key }} from {{ ref(other_list) }})
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
