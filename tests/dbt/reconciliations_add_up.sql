-- Register − derived = missing − extra over all cells, and in every cell once those who moved in and out of it are
-- counted; the list's totals are its cells'. It can never fail: both sides are the same persons, each in one cell of
-- each side. If it does, somebody looks for people in the register who are not wrong there (03-tables 3.1).
with
cells as (
    select
        municipality_code, base_date, town_code, sex_code, resident_kind_code,
        register_count - derived_count - difference as signed_residual,
        difference - missing_count + extra_count - moved_in_count + moved_out_count as explained_residual
    from {{ ref('reconciliation') }}
),

totals as (
    select
        municipality_code, base_date,
        sum(register_count) as register_count,
        sum(derived_count) as derived_count,
        sum(moved_in_count) - sum(moved_out_count) as moved_residual
    from {{ ref('reconciliation') }}
    group by municipality_code, base_date
)

select municipality_code, base_date
from cells
where signed_residual != 0 or explained_residual != 0
union all
select lists.municipality_code, lists.base_date
from {{ ref('reconciliation_lists') }} as lists
left join totals
    on lists.municipality_code = totals.municipality_code
    and lists.base_date = totals.base_date
where
    lists.register_count - lists.derived_count != lists.missing_count - lists.extra_count
    or lists.register_count is distinct from totals.register_count
    or lists.derived_count is distinct from totals.derived_count
    or totals.moved_residual != 0
