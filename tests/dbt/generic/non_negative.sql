{# A count is a whole number from zero up; where a row stands for something counted, from one up. One that is not
   known yet may be null. #}
{% test non_negative(model, columns, may_be_zero=true, may_be_null=[]) %}
select
    {{ columns | join(', ') }}
from {{ model }}
where
    {%- for column in columns %}
    {% if not loop.first %}or {% endif %}{% if column not in may_be_null %}{{ column }} is null or {% endif %}{{ column }} < {{ 0 if may_be_zero else 1 }}
    {%- endfor %}
{% endtest %}
