"""Quarantined rows that may count in a month: what a month must not be closed over."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from store.errors import CheckFailed
from store.home import Home
from store.ledger import Delivery
from store.prefix import LedgerPrefix
from store.rejections import NO_BASE, rejection_files, released_files, resolved_rejections

RowSchema = dict[str, pl.DataType | type[pl.DataType]]
REJECTION_COLUMNS: RowSchema = {
    "delivery_id": pl.Int32,
    "row_number": pl.Int64,
    "municipality_code": pl.String,
    "rule_code": pl.String,
    "reason_code": pl.String,
}
COORDINATES = {name: REJECTION_COLUMNS[name] for name in ("delivery_id", "row_number")}


@dataclass(frozen=True)
class WaitingRows:
    """Quarantined rows of one municipality that may count in the months to be closed."""

    without_reason: int
    """Rows whose reason is unmapped, or hidden because the row as a whole cannot be read."""
    to_be_replayed: int
    """Rows that waited for a base which is there by now: their file offered again, they count."""
    others: int
    """Rows that the register must correct and send again; sent after the close, they are carried forward."""


def count_waiting(home: Home, prefix: LedgerPrefix, code: str, last_month: date) -> WaitingRows:
    """Return how many rows of `code` wait that may count in a month up to `last_month` (its first day).

    A row without a legible municipality may be of each municipality of its delivery. A row cannot count if
    all that its delivery loaded was recorded after the month.
    """
    concerned = [each for each in prefix.standing if each.kind == "changes" and _may_count(each, last_month)]
    waiting = _waiting_of(home, prefix, concerned, code)
    is_baseless = waiting["rule_code"] == NO_BASE
    hides_reason = waiting["reason_code"].is_null()
    return WaitingRows(
        without_reason=int(hides_reason.sum()),
        to_be_replayed=int(is_baseless.sum()),
        others=int((~hides_reason & ~is_baseless).sum()),
    )


def _may_count(delivery: Delivery, last_month: date) -> bool:
    first = delivery.first_recorded_date
    month_end = (last_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first is None or date.fromisoformat(first) <= month_end


def _waiting_of(home: Home, prefix: LedgerPrefix, deliveries: list[Delivery], code: str) -> pl.DataFrame:
    """Return the refused rows of these deliveries that may be of `code` and were not released since."""
    touching = [each.delivery_id for each in deliveries if code in (each.municipality_codes or [code])]
    rejections = _read_rows(rejection_files(home, deliveries), REJECTION_COLUMNS)
    place = pl.col("municipality_code")
    own = rejections.filter((place == code) | (place.is_null() & pl.col("delivery_id").is_in(touching)))
    released = _read_rows(released_files(home, prefix), COORDINATES)
    replayed = [
        delivery_id for delivery_id, place, _ in resolved_rejections(prefix.standing) if place == code
    ]
    is_replayed = (pl.col("rule_code") == NO_BASE) & pl.col("delivery_id").is_in(replayed)
    return own.join(released, on=list(COORDINATES), how="anti").filter(~is_replayed)


def _read_rows(paths: list[Path], columns: RowSchema) -> pl.DataFrame:
    frames = [pl.read_parquet(path, columns=list(columns)) for path in paths]
    return pl.concat([pl.DataFrame(schema=columns), *frames])


def require_nothing_waits(waiting: WaitingRows, *, code: str, month: str) -> None:
    """Raise CheckFailed if a waiting row has no mapped reason, or would move the month once it is loaded."""
    if waiting.without_reason:
        raise CheckFailed(
            f"{month} of {code} cannot be closed: {waiting.without_reason:,} quarantined rows that may "
            "count in it have no mapped reason. `jukistat quarantine explain` says what to do."
        )
    if waiting.to_be_replayed:
        raise CheckFailed(
            f"{month} of {code} cannot be closed: {waiting.to_be_replayed:,} rows that waited for the base "
            "would move it. Load their file again (`jukistat quarantine list` names it), then build."
        )
