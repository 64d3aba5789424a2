{# Months as integers: year·12 + month. Differences of months are then plain subtraction on every engine. #}
{% macro month_index(date) %}(year({{ date }}) * 12 + month({{ date }})){% endmacro %}

{# First day of the month with this index. #}
{% macro month_start(index) %}make_date({{ floor_divide(index ~ ' - 1', 12) }}, ({{ index }} - 1) % 12 + 1, 1){% endmacro %}

{# Age on a day, on the numbers of year, month and day, never on a converted date (02-register 2.4). #}
{% macro age_on(date, birth_year, birth_month, birth_day) -%}
(year({{ date }}) - {{ birth_year }}
    - case when month({{ date }}) * 100 + day({{ date }}) < {{ birth_month }} * 100 + {{ birth_day }} then 1 else 0 end)
{%- endmacro %}

{# An age above the top code is the top code; unknown stays unknown (least() would swallow a null). #}
{% macro top_coded(age_years) -%}
case when {{ age_years }} > {{ var('top_age') }} then {{ var('top_age') }} else {{ age_years }} end
{%- endmacro %}

{# A birth as a month index such that the age at the end of a month is a plain quotient of the difference:
   whoever is born on the first is a year older at the very end of the month before. #}
{% macro birth_index(birth_month, birth_day) -%}
(birth_year * 12 + {{ birth_month }} - case when {{ birth_day }} = 1 then 1 else 0 end)
{%- endmacro %}
