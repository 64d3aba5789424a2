"""Where refused rows lie, and which of them wait no longer.

The quarantine zone holds, by ledger entry: `000003.parquet`, its refused rows; `released/000005.parquet`,
refused rows of any delivery that the entry took up again or brought in good form; and
`duplicates/000004.parquet`, rows that repeat one of an earlier delivery, should that one be withdrawn.
"""

from pathlib import Path

from store.home import Home
from store.ledger import Delivery
from store.prefix import LedgerPrefix

NO_BASE = "no_base"
"""Rule of rows whose municipality has no base yet; the only one that resolves by itself."""
RELEASED, DUPLICATES = "released", "duplicates"
"""Folders of the quarantine zone."""


def rejection_files(home: Home, deliveries: list[Delivery]) -> list[Path]:
    """Return the files of refused rows of these deliveries; a delivery without any has none."""
    return _existing(home.quarantine, [entry.delivery_id for entry in deliveries])


def released_files(home: Home, prefix: LedgerPrefix) -> list[Path]:
    """Return the files of refused rows that a standing delivery or a ruling released."""
    entries = [*(each.delivery_id for each in prefix.standing), *(each.entry_id for each in prefix.rulings)]
    return _existing(home.quarantine / RELEASED, entries)


def duplicate_files(home: Home, prefix: LedgerPrefix) -> list[Path]:
    """Return the files of rows of standing deliveries that repeat one of an earlier delivery."""
    return _existing(home.quarantine / DUPLICATES, [each.delivery_id for each in prefix.standing])


def _existing(folder: Path, entry_ids: list[int]) -> list[Path]:
    paths = [folder / f"{entry_id:06d}.parquet" for entry_id in entry_ids]
    return [path for path in paths if path.exists()]


def resolved_rejections(deliveries: list[Delivery]) -> list[tuple[int, str, str]]:
    """Return delivery, municipality and rule of refused rows that a later entry has replayed.

    Replays release row by row; of those made before they did, the municipality alone says which.
    """
    return [
        (entry.replay_of, code, NO_BASE)
        for entry in deliveries
        if entry.replay_of
        for code in entry.replayed_codes
    ]
