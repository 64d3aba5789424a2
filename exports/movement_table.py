"""The 異動集計表 as long rows, for the CSV and for the forms made of it."""

from datetime import date

import duckdb
import polars as pl

ROWS = """
    select
        movements.municipality_code,
        strftime(movements.stat_month, '%Y-%m') as stat_month,
        movements.district_code,
        movements.item_code,
        items.label_ja as item_label,
        movements.resident_kind,
        movements.sex,
        movements.value,
    from movement_tables_monthly as movements
    inner join report_item_codes as items using (item_code)
    inner join report_resident_kinds as kinds using (resident_kind)
    inner join report_sexes as sexes using (sex)
    left join districts using (municipality_code, district_code)
    where movements.municipality_code = $municipality_code and movements.stat_month = $stat_month
    order by
        movements.district_code != '',
        districts.sort_order::integer,
        movements.district_code,
        items.sort_order::integer,
        kinds.sort_order::integer,
        sexes.sort_order::integer
"""


def movement_rows(
    connection: duckdb.DuckDBPyConnection, *, municipality_code: str, stat_month: date
) -> pl.DataFrame:
    """Return one row per area, item, kind and sex, the whole municipality first; empty for the base month."""
    return connection.sql(
        ROWS, params={"municipality_code": municipality_code, "stat_month": stat_month}
    ).pl()
