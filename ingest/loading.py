"""The verb `load`: several deliveries in order, each its own ledger entry."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from ingest.dialects import Dialects, read_dialects
from ingest.intake import sniff_header
from ingest.keys import open_key, require_key
from ingest.layouts import KINDS
from ingest.masters import read_masters
from ingest.parts import sweep
from ingest.pipeline import LoadContext, load_delivery
from ingest.replays import find_replays
from ingest.settling import settle_key_zone
from ingest.shapes import Assignment, Outcome
from ingest.sources import hash_file
from ingest.tokens import TokenDirectory
from store.configuration import read_configuration
from store.errors import DeliveryRefused, interruptible
from store.home import Home
from store.journal import log_event
from store.ledger import Delivery, read_deliveries
from store.lock import writer_lock
from store.status import COUNTS


def in_loading_order(assignments: list[Assignment], dialects: Dialects) -> list[Assignment]:
    """Return the deliveries with residents first, then by name.

    Raises DeliveryRefused for a header of no layout.
    """
    kinds = {each.path: sniff_header(each, dialects).layout.kind for each in assignments}
    return sorted(
        assignments, key=lambda each: (KINDS.index(kinds[each.path]), each.path.name, str(each.path))
    )


def load_deliveries(
    home: Home, assignments: list[Assignment], *, report: Callable[[Outcome], None]
) -> list[Outcome]:
    """Load deliveries and replay what waited for a base, telling `report` about each as it is done.

    Raises ConfigurationError without a key, DeliveryRefused at the first delivery that is refused: those
    before it stay loaded, those after it are not tried. Raises Interrupted likewise if the operator stops it.
    """
    outcomes: list[Outcome] = []
    key = open_key(home)
    with interruptible(lambda: _done_sentence(outcomes)), writer_lock(home), _logging_refusals(home):
        require_key(home, key)
        sweep(home)
        settle_key_zone(home)
        dialects = read_dialects(home)
        ordered = in_loading_order(assignments, dialects)
        context = LoadContext(
            home=home,
            key=key,
            configuration=read_configuration(home),
            masters=read_masters(home),
            dialects=dialects,
            directory=TokenDirectory(home, key),
            deliveries=read_deliveries(home),
        )
        for outcome in _load_all(context, ordered):
            report(outcome)
            outcomes.append(outcome)
    return outcomes


def _done_sentence(outcomes: list[Outcome]) -> str:
    done = sum(outcome.is_new for outcome in outcomes)
    return f"{done} deliveries were loaded before that, and stay."


@contextmanager
def _logging_refusals(home: Home) -> Iterator[None]:
    try:
        yield
    except DeliveryRefused:
        log_event(home, "delivery_refused")
        raise


def _load_all(context: LoadContext, ordered: list[Assignment]) -> Iterator[Outcome]:
    for place, assignment in enumerate(ordered):
        known = _find_known(context.deliveries, assignment.path)
        if known:
            yield Outcome(assignment.file, known, is_new=False)
            continue
        yield _load(context, assignment, not_tried=ordered[place + 1 :])
    for replay in find_replays(context.home, context.deliveries, [each.path for each in ordered]):
        yield _load(context, replay, not_tried=[])


def _find_known(deliveries: list[Delivery], path: Path) -> Delivery | None:
    """Return the entry of the same bytes, None if they are new."""
    size = path.stat().st_size
    candidates = [entry for entry in deliveries if entry.file_bytes == size and entry.replay_of is None]
    if not candidates:
        return None
    digest = hash_file(path)
    return next((entry for entry in candidates if entry.file_sha256 == digest), None)


def _load(context: LoadContext, assignment: Assignment, *, not_tried: list[Assignment]) -> Outcome:
    try:
        with _progress_bar(assignment.path) as bar:
            delivery = load_delivery(context, assignment, progress=lambda place: bar.update(place - bar.n))
    except DeliveryRefused as refusal:
        rest = f" Not tried after it: {', '.join(each.file for each in not_tried)}." if not_tried else ""
        raise DeliveryRefused(f"{refusal}{rest}") from None
    counts = {name: getattr(delivery, name) for name in COUNTS}
    log_event(context.home, "delivery_loaded", delivery_id=delivery.delivery_id, kind=delivery.kind, **counts)
    return Outcome(assignment.file, delivery, is_new=True)


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
