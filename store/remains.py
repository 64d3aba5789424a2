"""What a run that did not end has left in the ledger and the quarantine; nobody reads it."""

from pathlib import Path

from store.home import Home
from store.prefix import read_prefix
from store.rejections import DUPLICATES, RELEASED


def unfinished_files(home: Home) -> list[Path]:
    """Return rows of no visible entry, and drafts."""
    prefix = read_prefix(home)
    entries = [*(each.delivery_id for each in prefix.deliveries), *(each.entry_id for each in prefix.rulings)]
    visible = {f"{entry_id:06d}" for entry_id in entries}
    quarantine = (home.quarantine, home.quarantine / RELEASED, home.quarantine / DUPLICATES)
    rows = (
        path
        for folder in (home.ledger / "changes", home.ledger / "residents", *quarantine)
        for path in folder.glob("*.parquet")
        if path.stem.split("-")[0] not in visible
    )
    return [*rows, *home.ledger.glob("*/.*.draft")]
