"""How the figures came to be: deliveries, their warnings, and what could not be counted."""

from datetime import datetime
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication


@lru_cache(maxsize=16)
def deliveries(publication: Publication) -> pl.DataFrame:
    """Return the delivery ledger, latest delivery first."""
    return publication.rows("select * from delivery_ledger order by delivery_id desc")


def made_at(publication: Publication) -> datetime:
    """Return when the figures were made: the moment the last delivery in them was loaded."""
    moment = deliveries(publication)["loaded_at"].max()
    if not isinstance(moment, datetime):
        raise ValueError(f"Version {publication.name} has months and no delivery.")
    return moment


@lru_cache(maxsize=16)
def delivery_warnings(publication: Publication) -> pl.DataFrame:
    """Return rule_code, row_count over all deliveries."""
    return publication.rows(
        """
        select rule_code, sum(row_count)::bigint as row_count
        from delivery_warnings group by all order by rule_code
        """
    )


@lru_cache(maxsize=64)
def quality_by_month(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return stat_month, rule_code, row_count of one municipality."""
    return publication.rows(
        """
        select stat_month, rule_code, sum(row_count)::bigint as row_count from quality_monthly
        where municipality_code = $municipality_code group by all order by all
        """,
        municipality_code=municipality_code,
    )
