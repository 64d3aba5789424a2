"""One writer's session: the lock, the key, and what the deliveries of one command share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ingest.dialects import Dialects, read_dialects
from ingest.keys import MasterKey, open_key, require_key
from ingest.masters import Masters, read_masters
from ingest.names import shown_name
from ingest.parts import sweep
from ingest.settling import settle_key_zone
from ingest.sources import delivery_size
from ingest.tokens import TokenDirectory
from store.configuration import Configuration, read_configuration
from store.errors import DeliveryRefused
from store.home import Home
from store.journal import log_event
from store.ledger import Delivery
from store.lock import writer_lock
from store.prefix import read_prefix


@dataclass
class LoadContext:
    """What the deliveries of one command share. `deliveries`, those that stand, grow by each commit."""

    home: Home
    key: MasterKey
    configuration: Configuration
    masters: Masters
    dialects: Dialects
    directory: TokenDirectory
    deliveries: list[Delivery]


@contextmanager
def open_session(home: Home) -> Iterator[LoadContext]:
    """Hold the writer lock over a home swept of what an earlier run has left, and log a refusal.

    Raises ConfigurationError without a key.
    """
    key = open_key(home)
    with writer_lock(home), _logging_refusals(home):
        require_key(home, key)
        sweep(home)
        settle_key_zone(home)
        yield LoadContext(
            home=home,
            key=key,
            configuration=read_configuration(home),
            masters=read_masters(home),
            dialects=read_dialects(home),
            directory=TokenDirectory(home, key),
            deliveries=read_prefix(home).standing,
        )


@contextmanager
def _logging_refusals(home: Home) -> Iterator[None]:
    try:
        yield
    except DeliveryRefused:
        log_event(home, "delivery_refused")
        raise


def progress_bar(path: Path) -> tqdm:
    """Return a bar over the bytes of a delivery, shown after two seconds and to people only."""
    return tqdm(
        total=delivery_size(path),
        desc=shown_name(path),
        unit="B",
        unit_scale=True,
        delay=2,
        leave=False,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
    )
