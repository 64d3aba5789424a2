"""How much of a month is known when: vintages, reporting delays, nowcasts and their back-test."""

from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication

REPORTED = "component is distinct from 'initial'"
"""Which reasons are movements that somebody reports or the office finds out: all but initial entries."""


@lru_cache(maxsize=64)
def known_counts(
    publication: Publication, municipality_code: str, first_month: date, last_month: date
) -> dict[tuple[date, date], int]:
    """Return how many movements of each month (reference month, as-known month) the register knew."""
    rows = publication.rows(
        f"""
        select reference_month, as_known_month, sum(movement_count)::bigint from movement_revisions
        where municipality_code = $municipality_code
            and reference_month between $first_month and $last_month
            and as_known_month between $first_month and $last_month
            and reason_code in (select reason_code from reason_codes where {REPORTED})
        group by all
        """,
        municipality_code=municipality_code,
        first_month=first_month,
        last_month=last_month,
    )
    return {(reference, known): count for reference, known, count in rows.iter_rows()}


@lru_cache(maxsize=64)
def reporting_delays(publication: Publication, municipality_code: str) -> pl.DataFrame:
    """Return reason_code, delay_months, movement_count of one municipality."""
    return publication.rows(
        """
        select reason_code, delay_months, movement_count from reporting_delays
        where municipality_code = $municipality_code order by all
        """,
        municipality_code=municipality_code,
    )


@lru_cache(maxsize=64)
def nowcasts(publication: Publication, municipality_code: str, as_known_month: date) -> pl.DataFrame:
    """Return the nowcasts of an as-known month, latest reference month first."""
    return publication.rows(
        """
        select reference_month, known_count, expected_count, lowest_count, highest_count, true_count
        from movement_nowcasts
        where municipality_code = $municipality_code and as_known_month = $as_known_month
        order by reference_month desc
        """,
        municipality_code=municipality_code,
        as_known_month=as_known_month,
    )


@lru_cache(maxsize=64)
def nowcast_trials(publication: Publication, municipality_code: str) -> tuple[int, int, int]:
    """Return as-known months tried, nowcasts tried, and how many of these bands held the later count."""
    rows = publication.rows(
        """
        select count(distinct as_known_month), count(*), count_if(is_covered) from movement_nowcasts
        where municipality_code = $municipality_code and true_count is not null
        """,
        municipality_code=municipality_code,
    )
    months, tried, covered = rows.row(0)
    return months, tried, covered
