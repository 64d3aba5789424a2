"""Flows of months (movements_monthly) and the 異動集計表 (movement_tables_monthly)."""

from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells, conditions
from dashboards.queries.seeds import code_list, codes_where


def official_basis(publication: Publication) -> str:
    """Return the basis of every official table (02-register 2.5)."""
    return codes_where(publication, "basis_codes", is_official=True)[0]


def reasons_of(publication: Publication, *components: str) -> tuple[str, ...]:
    """Return the reasons that belong to these components of change."""
    reasons = code_list(publication, "reason_codes")
    return tuple(reasons.filter(pl.col("component").is_in(components))["reason_code"].to_list())


@lru_cache(maxsize=128)
def movements_by_month(publication: Publication, cells: Cells, basis_code: str) -> pl.DataFrame:
    """Return stat_month, reason_code, signed_count (+ into, − out of the cells) of all months.

    A change that stays within the cells counts +1 and −1, so nothing. Initial entries are left out.
    """
    return publication.rows(
        f"""
        select stat_month, reason_code, sum(population_sign * movement_count)::bigint as signed_count
        from movements_monthly
        where basis_code = $basis_code and not list_contains($initial_reasons::varchar[], reason_code)
            and {conditions("town_codes", "sex_codes", "resident_kind_codes")}
        group by all order by all
        """,
        basis_code=basis_code,
        initial_reasons=list(reasons_of(publication, "initial")),
        **cells.parameters("town_codes", "sex_codes", "resident_kind_codes"),
    )


@lru_cache(maxsize=128)
def movement_table(
    publication: Publication, municipality_code: str, district_code: str, month: date
) -> dict[tuple[str, str, str], int]:
    """Return the 異動集計表 of a month by (item_code, resident_kind, sex); blank district = the whole."""
    rows = publication.rows(
        """
        select item_code, resident_kind, sex, value from movement_tables_monthly
        where stat_month = $month
            and municipality_code = $municipality_code and district_code = $district_code
        """,
        month=month,
        municipality_code=municipality_code,
        district_code=district_code,
    )
    return {(item, kind, sex): value for item, kind, sex, value in rows.iter_rows()}
