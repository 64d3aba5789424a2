"""Foreign residents at month ends by nationality and group of residence status; what changed their number.

A count of None is masked (04-privacy 4.4).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.masking import masked_sum
from dashboards.queries.seeds import code_list, codes_where

NO_GROUP = ""
"""The group of a status that nobody knows."""

STOCKS = f"""
    select {{dimensions}}, {masked_sum("population_count")} as population_count
    from foreign_residents_monthly
    left join residence_status_codes using (residence_status_code)
    where municipality_code = $municipality_code and list_contains($months::date[], stat_month)
        and ($group is null or residence_status_group_code = $group)
    group by all
"""
GROUP = f"coalesce(residence_status_group_code, '{NO_GROUP}') as group_code"

Months = tuple[date, ...]


def foreign_kind(publication: Publication) -> str:
    """Return the report's name of the kind of residents that are foreign."""
    rows = code_list(publication, "resident_kind_codes").filter(is_foreign=True)
    return str(rows.item(0, "report_resident_kind"))


@lru_cache(maxsize=64)
def foreigners_by_nationality(
    publication: Publication, municipality_code: str, months: Months, group: str | None
) -> Mapping[tuple[date, str], int | None]:
    """Return persons by month and nationality, of one group of residence status or of all."""
    rows = publication.rows(
        STOCKS.format(dimensions="stat_month, nationality_code"),
        municipality_code=municipality_code,
        months=list(months),
        group=group,
    )
    return {(month, nationality): count for month, nationality, count in rows.iter_rows()}


@lru_cache(maxsize=64)
def foreigners_by_group(
    publication: Publication, municipality_code: str, months: Months
) -> Mapping[tuple[date, str], int | None]:
    """Return persons by month and group of residence status."""
    rows = publication.rows(
        STOCKS.format(dimensions=f"stat_month, {GROUP}"),
        municipality_code=municipality_code,
        months=list(months),
        group=None,
    )
    return {(month, group): count for month, group, count in rows.iter_rows()}


@lru_cache(maxsize=64)
def foreigners_by_nationality_and_group(
    publication: Publication, municipality_code: str, month: date
) -> Mapping[tuple[str, str], int | None]:
    """Return persons of a month by nationality and group of residence status."""
    rows = publication.rows(
        STOCKS.format(dimensions=f"nationality_code, {GROUP}"),
        municipality_code=municipality_code,
        months=[month],
        group=None,
    )
    return {(nationality, group): count for nationality, group, count in rows.iter_rows()}


def flow_items(publication: Publication) -> tuple[str, ...]:
    """Return the lines of the 異動集計表 that are flows of the whole, in official order."""
    items = code_list(publication, "report_item_codes").filter(
        is_household_item=False, is_district_item=False
    )
    stocks = items.drop_nulls("stock_source")["item_code"].to_list()
    components = code_list(publication, "report_item_components")
    made_of_stocks = components.filter(pl.col("component_item_code").is_in(stocks))["item_code"].to_list()
    return tuple(items.filter(~pl.col("item_code").is_in([*stocks, *made_of_stocks]))["item_code"].to_list())


@lru_cache(maxsize=64)
def foreign_flows(publication: Publication, municipality_code: str, months: Months) -> Mapping[str, int]:
    """Return what the 異動集計表 of these months sum to for foreign residents, by item."""
    (both,) = codes_where(publication, "report_sexes", is_total=True)
    rows = publication.rows(
        """
        select item_code, sum(value)::bigint from movement_tables_monthly
        where municipality_code = $municipality_code and district_code = ''
            and resident_kind = $kind and sex = $both and list_contains($months::date[], stat_month)
        group by all
        """,
        municipality_code=municipality_code,
        kind=foreign_kind(publication),
        both=both,
        months=list(months),
    )
    return dict(rows.iter_rows())
