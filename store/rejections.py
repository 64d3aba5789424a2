"""Where refused rows lie, and which of them a later delivery brought in after all."""

from pathlib import Path

from store.home import Home
from store.ledger import Delivery

NO_BASE = "no_base"
"""Rule of rows whose municipality has no base yet; the only one that resolves by itself."""


def rejection_files(home: Home, deliveries: list[Delivery]) -> list[Path]:
    """Return the files of refused rows of these deliveries; a delivery without any has none."""
    paths = [home.quarantine / f"{entry.delivery_id:06d}.parquet" for entry in deliveries]
    return [path for path in paths if path.exists()]


def resolved_rejections(deliveries: list[Delivery]) -> list[tuple[int, str, str]]:
    """Return delivery, municipality and rule of refused rows that a later entry has replayed."""
    return [
        (entry.replay_of, code, NO_BASE)
        for entry in deliveries
        if entry.replay_of
        for code in entry.replayed_codes
    ]
