{# Every code is in its list: `lists` says for each column which seed, `seed` or `seed.column` where the key
   is not the seed's name in the singular. Null and blank fail too, unless the column may be blank. #}
{% test codes_in_lists(model, lists, may_be_blank=[]) %}
{%- for column, list in lists.items() %}
{%- set seed = list.split('.')[0] %}
{%- set key = list.split('.')[1] if '.' in list else seed[:-1] %}
select
    '{{ column }}' as column_name,
    used.code,
    used.row_count
from (select {{ column }} as code, count(*) as row_count from {{ model }} group by {{ column }}) as used
left join {{ ref(seed) }} as listed on used.code = listed.{{ key }}
where
    listed.{{ key }} is null
    {%- if column in may_be_blank %}
    and coalesce(used.code, '') != ''
    {%- endif %}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{% endtest %}
