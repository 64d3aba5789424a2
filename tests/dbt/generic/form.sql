{# What every row of a model keeps: its grain; codes of their lists; counts that are whole numbers from zero up (from
   one up where a row stands for something counted; null while it is not known yet). One node of the build for the
   three, because a node costs more than its query.

   `lists` says for each column which list, `seed` or `seed.column` where the key is not the seed's name in the
   singular, `this or that` where it may be in either. Null and blank fail too, unless the column may be blank. #}
{% test form(
    model, grain, may_be_null=[], lists={}, may_be_blank=[],
    counts=[], counts_may_be_zero=true, counts_may_be_null=[]
) %}
select '{{ grain[0] }}' as column_name from ({{ test_unique_grain(model, grain, may_be_null) }})
{%- for column, names in lists.items() %}
union all
select '{{ column }}' as column_name
from (select {{ column }} as code from {{ model }} group by all) as used
where
    {{ "coalesce(used.code, '') != ''" if column in may_be_blank else 'true' }}
    {%- for name in names.split(' or ') %}
    {%- set list = name.split('.')[0] %}
    and not exists (
        select 1 from {{ ref(list) }} as listed
        where listed.{{ name.split('.')[1] if '.' in name else list[:-1] }} = used.code
    )
    {%- endfor %}
{%- endfor %}
{%- for count in counts %}
union all
select '{{ count }}' as column_name from {{ model }}
where {% if count not in counts_may_be_null %}{{ count }} is null or {% endif %}{{ count }} < {{ 0 if counts_may_be_zero else 1 }}
{%- endfor %}
{% endtest %}
