"""Foreign residents at month ends by nationality and group of residence status; what changed their number.

A count of None is masked (04-privacy 4.4): in gated marts everything finer than nationality may be.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from access.masked_foreigners import NO_GROUP
from dashboards.publication import Publication
from dashboards.queries.masked_towns import TOTAL
from dashboards.queries.masking import masked_sum, sum_unless_masked
from dashboards.queries.seeds import code_list, codes_where

STOCKS = f"""
    with stocks as ({{stocks}})

    select {{dimensions}}, {masked_sum("population_count")} as population_count
    from stocks
    where municipality_code = $municipality_code and list_contains($months::date[], stat_month)
        and ($group is null or group_code = $group)
    group by all
"""
TRUE_STOCKS = f"""
    select
        municipality_code, stat_month, nationality_code,
        coalesce(residence_status_group_code, '{NO_GROUP}') as group_code,
        population_count
    from foreign_residents_monthly
    left join residence_status_codes using (residence_status_code)
"""
EXACT_NATIONALITIES = f"""
    select municipality_code, stat_month, nationality_code, '{NO_GROUP}' as group_code, population_count
    from foreign_residents_monthly
"""
MASKED_STOCKS = f"""
    select
        municipality_code, stat_month, nationality_code,
        residence_status_group_code as group_code,
        population_count
    from masked_foreign_residents
    where nationality_code {{comparison}} '{TOTAL}'
"""

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
    told = MASKED_STOCKS.format(comparison="!=") if group is not None else EXACT_NATIONALITIES
    rows = _foreigners(publication, municipality_code, months, group, "stat_month, nationality_code", told)
    return {(month, nationality): count for month, nationality, count in rows.iter_rows()}


def foreigners_of_group(
    publication: Publication, municipality_code: str, months: Months, group: str | None
) -> Mapping[date, int | None]:
    """Return persons by month, of one group of residence status or of all: asked for as such, never summed
    from nationalities of which some may be masked.
    """
    if group is not None:
        counts = foreigners_by_group(publication, municipality_code, months)
        return {month: counts.get((month, group), 0) for month in months}
    parts = foreigners_by_nationality(publication, municipality_code, months, None)
    return {
        month: sum_unless_masked(count for (one, _), count in parts.items() if one == month)
        for month in months
    }


@lru_cache(maxsize=64)
def foreigners_by_group(
    publication: Publication, municipality_code: str, months: Months
) -> Mapping[tuple[date, str], int | None]:
    """Return persons by month and group of residence status."""
    masked = MASKED_STOCKS.format(comparison="=")
    rows = _foreigners(publication, municipality_code, months, None, "stat_month, group_code", masked)
    return {(month, group): count for month, group, count in rows.iter_rows()}


@lru_cache(maxsize=64)
def foreigners_by_nationality_and_group(
    publication: Publication, municipality_code: str, month: date
) -> Mapping[tuple[str, str], int | None]:
    """Return persons of a month by nationality and group of residence status."""
    masked = MASKED_STOCKS.format(comparison="!=")
    rows = _foreigners(publication, municipality_code, (month,), None, "nationality_code, group_code", masked)
    return {(nationality, group): count for nationality, group, count in rows.iter_rows()}


def _foreigners(
    publication: Publication,
    municipality_code: str,
    months: Months,
    group: str | None,
    dimensions: str,
    gated_stocks: str,
) -> pl.DataFrame:
    """Return persons by `dimensions`; gated marts tell them by `gated_stocks`, which has no finer ones."""
    stocks = gated_stocks if publication.is_gated else TRUE_STOCKS
    return publication.rows(
        STOCKS.format(stocks=stocks, dimensions=dimensions),
        municipality_code=municipality_code,
        months=list(months),
        group=group,
    )


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
