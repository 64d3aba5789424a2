"""Rows that closed months stand on: they may not be taken away or replaced (02-register 2.8)."""

import polars as pl

from ingest.bases import read_base_dates
from ingest.codes import own_rows, read_seed
from store.errors import UsageError
from store.home import Home
from store.months import closed_before, closed_through
from store.prefix import LedgerPrefix

ROW_COLUMNS = {
    "changes": ["delivery_id", "municipality_code", "recorded_date", "notified_date"],
    "residents": ["delivery_id", "municipality_code", "base_date"],
}
"""What tells the month from which on a row acts."""


def require_open_months(
    home: Home, prefix: LedgerPrefix, rows: pl.DataFrame, *, what: str, is_new: bool = False
) -> None:
    """Raise UsageError, beginning with `what`, if a row may count or act in a closed month.

    A row acts from the day its municipality counts by. Rows of deliveries that came after a month was closed
    are counted in open ones. Of rows that are yet to come (`is_new`) none may belong to a closed month.
    """
    through = closed_through(prefix.month_entries)
    if not through or rows.is_empty():
        return
    acting = _with_acting_month(home, prefix, rows)
    pairs = acting.select("delivery_id", "municipality_code").unique().rows()
    before = [
        (*pair, through.get(pair[1], ""), "" if is_new else closed_before(prefix.month_entries, *pair))
        for pair in pairs
    ]
    schema = {
        "delivery_id": pl.Int32,
        "municipality_code": pl.String,
        "closed": pl.String,
        "kept_out": pl.String,
    }
    frozen = acting.join(
        pl.DataFrame(before, schema, orient="row"), on=["delivery_id", "municipality_code"]
    ).filter(pl.col("acting_month") <= pl.col("closed"), pl.col("kept_out") < pl.col("closed"))
    if frozen.height:
        month, code = frozen.sort("acting_month").select("acting_month", "municipality_code").row(0)
        raise UsageError(
            f"{what} belongs to {month} of {code}, which is closed. "
            f"Run `jukistat month reopen {month} --municipality {code} --reason TEXT` first."
        )


def _with_acting_month(home: Home, prefix: LedgerPrefix, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the month (YYYY-MM) of the day their municipality counts by.

    Of residents that is the base date; rows of later lists act in no month and are left out.
    """
    if "base_date" in rows.columns:
        bases = read_base_dates(prefix.standing)
        day = pl.col("base_date")
        code = pl.col("municipality_code")
        rows = rows.filter(day == code.replace_strict(bases, default=None, return_dtype=pl.Date))
    else:
        is_by_notification = pl.col("municipality_code").is_in(_counting_by_notification(home))
        notified = pl.coalesce("notified_date", "recorded_date")
        day = pl.when(is_by_notification).then(notified).otherwise("recorded_date")
    return rows.with_columns(acting_month=day.dt.strftime("%Y-%m"))


def _counting_by_notification(home: Home) -> list[str]:
    """Return the municipalities whose own tables count by the date of notification."""
    rules = read_seed("counting_date_codes")
    notified = rules.filter(pl.col("is_notified_date") == "true")["counting_date_code"]
    return [
        path.parent.name
        for path in home.municipalities.glob("[0-9]*/counting_rule.csv")
        if own_rows(path, ("counting_date_code",))["counting_date_code"].is_in(notified.implode()).any()
    ]
