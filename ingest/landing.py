"""`purge --landing`: raw files that were loaded are erased (04-privacy 4.2)."""

from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from ingest.erasure import erase_file, erase_remains
from ingest.rejections import read_rejections
from ingest.sources import hash_file
from store.home import Home, writing
from store.journal import log_event
from store.ledger import Delivery, read_deliveries
from store.lock import writer_lock
from store.rejections import NO_BASE


@dataclass(frozen=True)
class LandingPurge:
    """How many files were erased, and how many were left for which reason."""

    erased: int
    unknown: int
    """No delivery of the ledger has these bytes."""
    waiting: int
    """Rows wait in quarantine for a base, and will be read from this file once it is there."""


def purge_landing(home: Home) -> LandingPurge:
    """Erase the files under `<home>/landing` whose bytes the ledger knows. Raises ConfigurationError."""
    with writer_lock(home), writing(home):
        erase_remains(home.landing)
        deliveries = read_deliveries(home)
        digests = {entry.file_sha256 for entry in deliveries}
        needed = _needed_digests(home, deliveries)
        erased = unknown = waiting = 0
        for path in _landed_files(home):
            digest = hash_file(path)
            if digest not in digests:
                unknown += 1
            elif digest in needed:
                waiting += 1
            else:
                erase_file(path)
                erased += 1
        purge = LandingPurge(erased, unknown, waiting)
        log_event(home, "landing_purged", **asdict(purge))
    return purge


def _landed_files(home: Home) -> list[Path]:
    """Return the files of the landing; links to files elsewhere are not ours to erase."""
    return sorted(path for path in home.landing.rglob("*") if path.is_file() and not path.is_symlink())


def _needed_digests(home: Home, deliveries: list[Delivery]) -> set[str]:
    """Return the digests of files that a later load will read again."""
    rejections = read_rejections(home, deliveries).filter(pl.col("rule_code") == NO_BASE)
    waiting = set(rejections["delivery_id"])
    return {entry.file_sha256 for entry in deliveries if entry.delivery_id in waiting}
