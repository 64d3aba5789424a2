{# What an engine needs said differently; everything else is plain SQL that DuckDB and Spark both read. #}

{# One row per integer of the half-open range, in the select list. #}
{% macro explode_range(start, stop) %}{{ return(adapter.dispatch('explode_range')(start, stop)) }}{% endmacro %}
{% macro duckdb__explode_range(start, stop) %}unnest(range({{ start }}, {{ stop }})){% endmacro %}
{% macro default__explode_range(start, stop) %}explode(sequence({{ start }}, {{ stop }} - 1)){% endmacro %}

{# Integer quotient rounded down, also for negative numbers. #}
{% macro floor_divide(dividend, divisor) %}{{ return(adapter.dispatch('floor_divide')(dividend, divisor)) }}{% endmacro %}
{% macro duckdb__floor_divide(dividend, divisor) %}cast(floor(({{ dividend }}) / {{ divisor }}.0) as integer){% endmacro %}
{% macro default__floor_divide(dividend, divisor) %}cast(floor(({{ dividend }}) / {{ divisor }}.0) as int){% endmacro %}

{# Whole days from one date to another. #}
{% macro days_between(start, stop) %}{{ return(adapter.dispatch('days_between')(start, stop)) }}{% endmacro %}
{% macro duckdb__days_between(start, stop) %}date_diff('day', {{ start }}, {{ stop }}){% endmacro %}
{% macro default__days_between(start, stop) %}datediff({{ stop }}, {{ start }}){% endmacro %}

{# The texts of a group as one, in order, with blanks between; null if there are none. #}
{% macro joined_texts(text) %}{{ return(adapter.dispatch('joined_texts')(text)) }}{% endmacro %}
{% macro duckdb__joined_texts(text) %}string_agg({{ text }}, ' ' order by {{ text }}){% endmacro %}
{% macro default__joined_texts(text) %}nullif(array_join(sort_array(collect_list({{ text }})), ' '), ''){% endmacro %}

{# One row per word of a text whose words are joined by hyphens, in the select list. #}
{% macro explode_words(text) %}{{ return(adapter.dispatch('explode_words')(text)) }}{% endmacro %}
{% macro duckdb__explode_words(text) %}unnest(string_split({{ text }}, '-')){% endmacro %}
{% macro default__explode_words(text) %}explode(split({{ text }}, '-')){% endmacro %}
