{# A build writes into a fresh file that nobody reads before all of it is tested: a table is made in one statement,
   without the detour over a second name that a table with readers needs. DuckDB reads the code lists by itself. #}

{% materialization table, adapter='duckdb' %}
{% call statement('main') %}create or replace table {{ this }} as ({{ sql }}){% endcall %}
{% do adapter.commit() %}
{{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
{% call statement('main') %}create or replace view {{ this }} as ({{ sql }}){% endcall %}
{% do adapter.commit() %}
{{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{# dbt asks for the rows of a list after it, in a table of its own; they need not pass through it. #}
{% materialization seed, adapter='duckdb' %}
{% do store_result('agate_table', response='OK') %}
{% set columns = [] %}
{% for name, type in config.get('column_types').items() %}{% do columns.append(name ~ ' ' ~ type) %}{% endfor %}
{% call statement('main') %}
create or replace table {{ this }} ({{ columns | join(', ') }});
copy {{ this }} from '{{ adapter.get_seed_file_path(model) }}' (format csv, header true, delimiter ',')
{% endcall %}
{% do adapter.commit() %}
{{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
