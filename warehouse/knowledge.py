"""The as-known axis (02-register 2.5): the ledger as if the register had stopped recording on a day."""

from datetime import date

import duckdb
import polars as pl

from store.errors import UsageError


def known_row_counts(connection: duckdb.DuckDBPyConnection, as_known: date) -> pl.DataFrame:
    """Return the number of known rows of each delivery that has any. Raises UsageError without a resident."""
    if not connection.execute("select 1 from register.residents limit 1").fetchall():
        raise UsageError(
            f"Nothing was known by {as_known}: every base date is later. Name a later day with --as-known."
        )
    return connection.sql(
        "select delivery_id, count(*) as known_count from ("
        "select delivery_id from register.changes union all select delivery_id from register.residents"
        " union all select delivery_id from register.replaced_changes"
        " union all select delivery_id from register.replaced_residents"
        ") group by delivery_id"
    ).pl()


def known_delivery_rows(deliveries: pl.DataFrame, counts: pl.DataFrame, as_known: date) -> pl.DataFrame:
    """Return the deliveries as if the register had stopped that day: later rows are not received yet.

    What was complete beyond that day was complete up to it, so covered months end there.
    """
    known = pl.col("known_count").fill_null(0)
    return (
        deliveries.join(counts, on="delivery_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("last_recorded_date", "through_date").clip(upper_bound=as_known),
            received=pl.col("received") - pl.col("loaded") + known,
            loaded=known,
        )
        .select(deliveries.columns)
    )
