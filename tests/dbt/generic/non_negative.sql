{# A count is a whole number from zero up; where a row stands for something counted, from one up. #}
{% test non_negative(model, columns, may_be_zero=true) %}
select
    {{ columns | join(', ') }}
from {{ model }}
where
    {%- for column in columns %}
    {% if not loop.first %}or {% endif %}{{ column }} is null or {{ column }} < {{ 0 if may_be_zero else 1 }}
    {%- endfor %}
{% endtest %}
