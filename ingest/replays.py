"""Replays: rows that were refused, or repeated what was withdrawn since, are read again from their file."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ingest.bases import read_base_dates
from ingest.rejections import COORDINATES, read_lost_duplicates, read_rejections
from ingest.shapes import Assignment
from ingest.sources import hash_delivery
from store.home import Home
from store.ledger import Delivery
from store.prefix import LedgerPrefix
from store.rejections import NO_BASE


def find_due_replays(home: Home, prefix: LedgerPrefix, offered: list[Path]) -> list[Assignment]:
    """Return the replays of rows that nothing stands against any more, as far as their files are there.

    Their base is there by now, or the row they repeated was withdrawn.
    """
    waiting = read_rejections(home, prefix).filter(_has_base_now(prefix))
    return _find_replays(home, prefix, waiting, offered)


def find_replays(home: Home, prefix: LedgerPrefix, offered: list[Path]) -> list[Assignment]:
    """Return the replays of everything that waits, as far as the files are there."""
    return _find_replays(home, prefix, read_rejections(home, prefix), offered)


def waiting_deliveries(home: Home, prefix: LedgerPrefix) -> set[int]:
    """Return the deliveries with rows to be replayed, whether their files are there or not."""
    rows = (read_rejections(home, prefix), read_lost_duplicates(home, prefix))
    return {delivery_id for each in rows for delivery_id in each["delivery_id"].unique()}


def _find_replays(
    home: Home, prefix: LedgerPrefix, waiting: pl.DataFrame, offered: list[Path]
) -> list[Assignment]:
    lost = read_lost_duplicates(home, prefix)
    rows = pl.concat([waiting.select(COORDINATES), lost.select(COORDINATES)])
    entries = {entry.delivery_id: entry for entry in prefix.standing}
    replays = []
    for (delivery_id,), of_delivery in sorted(rows.partition_by("delivery_id", as_dict=True).items()):
        entry = entries[delivery_id]
        path = find_source(entry, offered)
        if path:
            refused = waiting.filter(pl.col("delivery_id") == delivery_id)
            baseless = refused.filter(_has_base_now(prefix))["municipality_code"]
            codes = tuple(baseless.unique().sort())
            replays.append(replay_of(entry, path, of_delivery["row_number"], refused=refused, codes=codes))
    return replays


def replay_of(
    entry: Delivery,
    path: Path,
    row_numbers: pl.Series,
    *,
    refused: pl.DataFrame | None = None,
    codes: tuple[str, ...] = (),
    accept_reason: str = "",
) -> Assignment:
    """Return the assignment to read rows of a delivery again; see there for what is said of them."""
    return Assignment(
        path=path,
        profile=entry.profile,
        kind=entry.kind,
        extracted_at=entry.extracted_at,
        through_date=entry.through_date,
        replay_of=entry.delivery_id,
        only_rows=row_numbers,
        replayed_codes=codes,
        refused=refused,
        accept_reason=accept_reason,
    )


def _has_base_now(prefix: LedgerPrefix) -> pl.Expr:
    bases = read_base_dates(prefix.standing)
    return (pl.col("rule_code") == NO_BASE) & pl.col("municipality_code").is_in(list(bases))


def find_source(entry: Delivery, offered: Iterable[Path]) -> Path | None:
    """Return a file with the delivery's bytes: one offered, or where it was; None if there is none."""
    remembered = [Path(entry.source_path)] if entry.source_path else []
    for path in [*offered, *remembered]:
        is_candidate = path.is_file() and path.stat().st_size == entry.file_bytes
        if is_candidate and hash_delivery(path) == entry.file_sha256:
            return path
    return None
