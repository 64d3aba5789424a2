"""Replays: rows that waited for their municipality's base are read again once it is there."""

from pathlib import Path

import polars as pl

from ingest.bases import read_base_dates
from ingest.rejections import read_rejections
from ingest.shapes import Assignment
from ingest.sources import hash_file
from store.home import Home
from store.ledger import Delivery
from store.rejections import NO_BASE


def find_waiting(home: Home, deliveries: list[Delivery]) -> pl.DataFrame:
    """Return the refused rows whose base is there by now."""
    bases = read_base_dates(deliveries)
    return read_rejections(home, deliveries).filter(
        pl.col("rule_code") == NO_BASE, pl.col("municipality_code").is_in(list(bases))
    )


def find_replays(home: Home, deliveries: list[Delivery], offered: list[Path]) -> list[Assignment]:
    """Return the replays that can be done: the file is among those `offered`, or still where it was."""
    waiting = find_waiting(home, deliveries)
    entries = {entry.delivery_id: entry for entry in deliveries}
    replays = []
    for (delivery_id,), rows in sorted(waiting.partition_by("delivery_id", as_dict=True).items()):
        entry = entries[delivery_id]
        path = _find_source(entry, offered)
        if path:
            replays.append(
                Assignment(
                    path=path,
                    profile=entry.profile,
                    kind=entry.kind,
                    extracted_at=entry.extracted_at,
                    through_date=entry.through_date,
                    replay_of=delivery_id,
                    only_rows=rows["row_number"],
                    replayed_codes=tuple(rows["municipality_code"].unique().sort()),
                )
            )
    return replays


def _find_source(entry: Delivery, offered: list[Path]) -> Path | None:
    """Return a file with the delivery's bytes, None if there is none any more."""
    remembered = [Path(entry.source_path)] if entry.source_path else []
    for path in [*offered, *remembered]:
        is_candidate = path.is_file() and path.stat().st_size == entry.file_bytes
        if is_candidate and hash_file(path) == entry.file_sha256:
            return path
    return None
