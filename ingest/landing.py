"""`purge --landing`: raw files that were loaded are erased (04-privacy 4.2)."""

from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.erasure import erase_file, erase_folder, erase_remains
from ingest.extracts import is_extract
from ingest.replays import waiting_deliveries
from ingest.sources import hash_delivery
from store.home import Home, writing
from store.journal import log_event
from store.lock import writer_lock
from store.prefix import LedgerPrefix, read_prefix


@dataclass(frozen=True)
class LandingPurge:
    """How many files were erased, and how many were left for which reason."""

    erased: int
    unknown: int
    """No delivery of the ledger has these bytes."""
    waiting: int
    """Rows wait in quarantine, and a replay will read them from this file."""


def purge_landing(home: Home) -> LandingPurge:
    """Erase the deliveries under `<home>/landing` whose bytes the ledger knows. Raises ConfigurationError."""
    with writer_lock(home), writing(home):
        erase_remains(home.landing)
        prefix = read_prefix(home)
        digests = {entry.file_sha256 for entry in prefix.standing}
        needed = _needed_digests(home, prefix)
        erased = unknown = waiting = 0
        for path in _landed_deliveries(home):
            digest = hash_delivery(path)
            if digest not in digests:
                unknown += 1
            elif digest in needed:
                waiting += 1
            else:
                _erase(path)
                erased += 1
        purge = LandingPurge(erased, unknown, waiting)
        log_event(home, "landing_purged", **asdict(purge))
    return purge


def _landed_deliveries(home: Home) -> list[Path]:
    """Return files and extracts of the landing; links to files elsewhere are not ours to erase."""
    found = [path for path in sorted(home.landing.rglob("*")) if not path.is_symlink()]
    extracts = [path for path in found if is_extract(path)]
    return extracts + [path for path in found if path.is_file() and path.parent not in extracts]


def _erase(path: Path) -> None:
    if path.is_dir():
        erase_folder(path)
    else:
        erase_file(path)


def _needed_digests(home: Home, prefix: LedgerPrefix) -> set[str]:
    """Return the digests of files that a later replay will read again."""
    waiting = waiting_deliveries(home, prefix)
    return {entry.file_sha256 for entry in prefix.standing if entry.delivery_id in waiting}
