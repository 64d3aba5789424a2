"""Stock and flow of the months to be closed, read from the published marts."""

import duckdb

from store.errors import CheckFailed
from warehouse.frozen import MonthOfMunicipality, month_rows

RESIDUALS = """
    with stocks as (
        select municipality_code, stat_month, town_code, sex_code, resident_kind_code, population_count
        from population_monthly
    ),

    signed as (
        select * from stocks
        union all
        select
            municipality_code,
            stat_month + interval 1 month,
            town_code,
            sex_code,
            resident_kind_code,
            -population_count,
        from stocks
        union all
        select
            municipality_code,
            stat_month,
            town_code,
            sex_code,
            resident_kind_code,
            -population_sign * movement_count,
        from movements_monthly
        where basis_code in (select basis_code from basis_codes where is_official)
    ),

    residuals as (
        select municipality_code, strftime(stat_month, '%Y-%m') as month, sum(population_count) as residual
        from signed
        group by municipality_code, stat_month, town_code, sex_code, resident_kind_code
        having sum(population_count) != 0
    )

    select months.municipality_code, months.month, count(*), sum(abs(residual))::bigint
    from months
    inner join residuals using (municipality_code, month)
    group by all
    order by all
"""


def require_balance(connection: duckdb.DuckDBPyConnection, months: list[MonthOfMunicipality]) -> None:
    """Raise CheckFailed if in one of these months a cell's stock is not the stock before plus its flows."""
    connection.register("months", month_rows(months))
    residuals = connection.execute(RESIDUALS).fetchall()
    connection.unregister("months")
    if residuals:
        code, month, cells, persons = residuals[0]
        raise CheckFailed(
            f"{month} of {code} cannot be closed: stock and flow differ by {persons:,} in {cells:,} cells. "
            "Run `jukistat build`; if it stays, the published version is damaged."
        )
