"""A chronicle told to the oracle and to the platform, entry by entry, under the same ledger numbers."""

from datetime import datetime
from pathlib import Path

from store.home import open_home
from store.ledger import read_deliveries
from store.months import MonthEntry, read_month_entries, write_month_entry
from tests.command_line import jukistat
from tests.oracle.calendar import month_of
from tests.oracle.judging import Store
from tests.random_registers import Chronicle, random_store
from tests.random_registers.chronicle import Delivery, MonthWord


def without_closings(chronicle: Chronicle) -> Chronicle:
    return tuple(entry for entry in chronicle if isinstance(entry, Delivery))


def in_one_load(seed: int) -> Chronicle:
    store = random_store(seed)
    return tuple(Delivery(name, content) for name, content in sorted(store.files.items()))


def tell_oracle(chronicle: Chronicle, folder: Path) -> Store:
    """Return the oracle's store after these entries; `folder` gets the files."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store()
    for entry in chronicle:
        if isinstance(entry, Delivery):
            store.load(write_delivery(entry, folder))
        else:
            store.close(entry.municipalities, entry.closed_through)
    return store


def tell_platform(chronicle: Chronicle, folder: Path, home: Path) -> None:
    """Load and close in a home with keys. Deliveries that follow each other are loaded in one call."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[Path] = []
    for entry in chronicle:
        if isinstance(entry, Delivery):
            waiting.append(write_delivery(entry, folder))
            continue
        load(home, waiting)
        waiting = []
        write_word(home, entry)
    load(home, waiting)


def load(home: Path, paths: list[Path]) -> None:
    if paths:
        jukistat(home, "load", *paths)


def write_delivery(delivery: Delivery, folder: Path) -> Path:
    path = folder / delivery.name
    path.write_bytes(delivery.content)
    return path


def write_word(home: Path, word: MonthWord) -> None:
    """Write a closing into the journal as it is: no question whether the months are fit to be closed."""
    write_month_entry(
        open_home(home),
        MonthEntry(
            entry_id=last_position(home) + 1,
            action="close" if word.closed_through else "reopen",
            month=word.closed_through or month_of(datetime.now().date()),
            municipality_codes=list(word.municipalities),
            made_at=datetime.now().isoformat(timespec="seconds"),
            closed_through=word.closed_through,
            reason="" if word.closed_through else "test",
        ),
    )


def last_position(home: Path) -> int:
    """Return the number of the last delivery or closing of the ledger."""
    deliveries = [delivery.delivery_id for delivery in read_deliveries(open_home(home))]
    return max([0, *deliveries, *(entry.entry_id for entry in read_month_entries(open_home(home)))])
