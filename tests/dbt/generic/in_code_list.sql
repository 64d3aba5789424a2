{# Every code is in its list: `lists` says for each column which, `seed` or `seed.column` where the key is not
   the seed's name in the singular, `this or that` where it may be in either. Null and blank fail too, unless the
   column may be blank. A list in `own` is each municipality's own and judges only municipalities that have one;
   `unknown` are codes that stand for "unknown" and are in no list. #}
{% test in_code_list(model, lists, may_be_blank=[], own=[], unknown=[]) %}
{%- for column, names in lists.items() %}
select
    '{{ column }}' as column_name,
    used.code,
    used.row_count
from (
    select
        {{ column }} as code,
        {{ 'municipality_code' if column in own else 'null' }} as municipality_code,
        count(*) as row_count
    from {{ model }}
    group by all
) as used
where
    {{ "coalesce(used.code, '') != ''" if column in may_be_blank else 'true' }}
    {%- for code in unknown %}
    and used.code is distinct from '{{ code }}'
    {%- endfor %}
    {%- for name in names.split(' or ') %}
    {%- set list = name.split('.')[0] %}
    {%- set key = name.split('.')[1] if '.' in name else list[:-1] %}
    and not exists (
        select 1
        from {{ ref(list) }} as listed
        where listed.{{ key }} = used.code
        {%- if column in own %} and listed.municipality_code = used.municipality_code{% endif %}
    )
    {%- if column in own %}
    and used.municipality_code in (select municipality_code from {{ ref(list) }})
    {%- endif %}
    {%- endfor %}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{% endtest %}
