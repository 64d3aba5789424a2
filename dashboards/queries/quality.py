"""How the figures came to be: deliveries, their warnings, and what could not be counted."""

from datetime import datetime
from functools import lru_cache
from typing import Any

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


@lru_cache(maxsize=64)
def reconciliations(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return each later residents delivery against the changes, latest first."""
    return publication.rows(
        """
        select base_date, register_count, derived_count, difference,
            missing_count, extra_count, different_count, waiting_count
        from reconciliation_lists where municipality_code = $municipality_code order by base_date desc
        """,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=64)
def differing_attributes(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return base_date, attribute_code, person_count."""
    return publication.rows(
        """
        select base_date, attribute_code, person_count from reconciliation_attributes
        where municipality_code = $municipality_code order by all
        """,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=64)
def differing_cells(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return the cells behind which somebody differs, latest base date first."""
    return publication.rows(
        """
        select * exclude (municipality_code) from reconciliation
        where municipality_code = $municipality_code
            and missing_count + extra_count + different_count + moved_in_count + moved_out_count > 0
        order by base_date desc, town_code, sex_code, resident_kind_code
        """,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=64)
def quarantine_bounds(publication: Publication, municipality_code: str) -> dict[str, Any]:
    """Return what the population of the last month could be, by the column names of the mart."""
    return _row_of("quarantine_bounds", publication, municipality_code)


@lru_cache(maxsize=64)
def freshness(publication: Publication, municipality_code: str) -> dict[str, Any]:
    """Return how fresh the figures of a municipality are, by the column names of the mart."""
    return _row_of("freshness", publication, municipality_code)


def _row_of(mart: str, publication: Publication, municipality_code: str) -> dict[str, Any]:
    """Return the one row that a mart has of every municipality with months."""
    rows = publication.rows(
        f"select * from {mart} where municipality_code = $municipality_code",
        municipality_code=municipality_code,
    )
    return rows.row(0, named=True)
