{# The grain of a model or seed: no two rows share these columns, and none of them is null unless it may be. #}
{% test unique_grain(model, grain, may_be_null=[]) %}
select
    {{ grain | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ grain | join(', ') }}
having
    count(*) > 1
    {%- for column in grain if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
