"""The verb `load`: several deliveries in order, each its own ledger entry."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ingest.decoding import check_encoding, take_header_line
from ingest.headers import Header, recognise_header
from ingest.keys import open_key
from ingest.layouts import KINDS
from ingest.links import sweep_links
from ingest.masters import read_masters
from ingest.parts import sweep
from ingest.pipeline import Assignment, LoadContext, load_delivery
from ingest.records import read_blocks
from ingest.replays import find_replays
from ingest.sources import hash_file, open_delivery
from ingest.tokens import TokenDirectory
from store.configuration import read_configuration
from store.home import Home
from store.ledger import Delivery, read_deliveries
from store.lock import writer_lock

SNIFF_BYTES = 64 * 1024


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a new ledger entry, or the entry it already has."""

    delivery: Delivery
    is_new: bool


def sniff_header(assignment: Assignment) -> Header:
    """Return the header of a delivery, reading its beginning only. Raises DeliveryRefused."""
    with open_delivery(assignment.path) as (stream, _):
        block = next(read_blocks(assignment.path.name, stream, block_bytes=SNIFF_BYTES))
        check_encoding(assignment.path.name, block)
        line, _ = take_header_line(block)
    return recognise_header(assignment.path.name, line, profile=assignment.profile, kind=assignment.kind)


def in_loading_order(assignments: list[Assignment]) -> list[Assignment]:
    """Return the deliveries with residents first, then by name. Raises DeliveryRefused for a header of no layout."""
    kinds = {assignment.path: sniff_header(assignment).layout.kind for assignment in assignments}
    return sorted(assignments, key=lambda each: (KINDS.index(kinds[each.path]), each.path.name, str(each.path)))


def load_deliveries(
    home: Home, assignments: list[Assignment], *, report: Callable[[Outcome], None]
) -> list[Outcome]:
    """Load deliveries and replay what waited for a base, telling `report` about each as it is done.

    Raises ConfigurationError without a key, DeliveryRefused at the first delivery that is refused: those before it
    stay loaded, those after it are not tried.
    """
    key = open_key(home)
    with writer_lock(home):
        sweep(home)
        sweep_links(home)
        ordered = in_loading_order(assignments)
        context = LoadContext(
            home=home,
            key=key,
            configuration=read_configuration(home),
            masters=read_masters(home),
            directory=TokenDirectory(home, key),
            deliveries=read_deliveries(home),
        )
        outcomes = []
        for assignment in ordered:
            outcomes.append(_load_one(context, assignment))
            report(outcomes[-1])
        for replay in find_replays(home, context.deliveries, [assignment.path for assignment in ordered]):
            outcomes.append(Outcome(_load(context, replay), is_new=True))
            report(outcomes[-1])
    return outcomes


def _load_one(context: LoadContext, assignment: Assignment) -> Outcome:
    known = _find_known(context.deliveries, assignment.path)
    if known:
        return Outcome(known, is_new=False)
    return Outcome(_load(context, assignment), is_new=True)


def _find_known(deliveries: list[Delivery], path: Path) -> Delivery | None:
    """Return the entry of the same bytes, None if they are new."""
    size = path.stat().st_size
    candidates = [entry for entry in deliveries if entry.file_bytes == size and entry.replay_of is None]
    if not candidates:
        return None
    digest = hash_file(path)
    return next((entry for entry in candidates if entry.file_sha256 == digest), None)


def _load(context: LoadContext, assignment: Assignment) -> Delivery:
    with _progress_bar(assignment.path) as bar:
        return load_delivery(context, assignment, progress=lambda place: bar.update(place - bar.n))


def _progress_bar(path: Path) -> tqdm:
    return tqdm(
        total=path.stat().st_size,
        desc=path.name,
        unit="B",
        unit_scale=True,
        delay=2,
        leave=False,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
    )
