"""Formats of a store, each made of the one before (05-operations 5.2).

Verbs that write bring an older store up to date first, under the lock. Verbs that read understand every
format there has been: what an entry of an older one does not say has a default.

| format | what it brought |
| --- | --- |
| 1 | journal of deliveries and months, Parquet rows, link tables |
| 2 | `store.json`; the key zone says up to which delivery its links go |
"""

from collections.abc import Callable

from store.home import STORE_FORMAT, Home, read_format, write_format
from store.journal import log_event
from store.key_zone import note_links
from store.ledger import read_deliveries


def migrate_1_to_2(home: Home) -> None:
    """Note how far the links go. If the key zone is not here, nothing is noted and no delivery is taken."""
    deliveries = read_deliveries(home)
    has_links = any(home.key_zone.glob("links*/*.parquet"))
    if deliveries and (has_links or not any(entry.loaded for entry in deliveries)):
        note_links(home, deliveries[-1].delivery_id)


MIGRATIONS: dict[int, Callable[[Home], None]] = {1: migrate_1_to_2}
"""From each format to the next. A step may be repeated: it is only done once its format is written."""


def bring_up_to_date(home: Home) -> None:
    """Migrate the store to the format of this program, step by step. The caller holds the lock."""
    found = read_format(home)
    if found is None:
        write_format(home, STORE_FORMAT)
        return
    for step in range(found, STORE_FORMAT):
        MIGRATIONS[step](home)
        write_format(home, step + 1)
        log_event(home, "store_migrated", store_format=step + 1)
