"""The verb `load`: several deliveries in order, each its own ledger entry."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ingest.dialects import Dialects
from ingest.extracts import extracted_on, municipality_of
from ingest.intake import sniff_header
from ingest.layouts import KINDS
from ingest.pipeline import load_delivery
from ingest.replays import find_due_replays
from ingest.sessions import LoadContext, open_session, progress_bar
from ingest.shapes import Assignment, Outcome
from ingest.sources import delivery_size, hash_delivery
from store.errors import DeliveryRefused, interruptible
from store.home import Home
from store.journal import log_event
from store.ledger import Delivery
from store.prefix import read_prefix
from store.status import COUNTS


def in_loading_order(assignments: list[Assignment], dialects: Dialects) -> list[Assignment]:
    """Return the deliveries with residents first, then by name; an extract is one of each kind.

    Raises DeliveryRefused for a header of no layout.
    """
    single = [each for assignment in assignments for each in _by_kind(assignment)]
    places = [KINDS.index(sniff_header(each, dialects).layout.kind) for each in single]
    ordered = sorted(
        zip(places, single, strict=True), key=lambda each: (each[0], each[1].path.name, str(each[1].path))
    )
    return [assignment for _, assignment in ordered]


def _by_kind(assignment: Assignment) -> list[Assignment]:
    """Return an extract as one delivery of each kind, complete up to its day if nothing else is said."""
    if not assignment.path.is_dir():
        return [assignment]
    day = extracted_on(assignment).isoformat()
    said = replace(
        assignment,
        extracted_at=day,
        through_date=assignment.through_date or day,
        municipality_code=municipality_of(assignment),
    )
    return [replace(said, kind=kind) for kind in KINDS if assignment.kind in (None, kind)]


def load_deliveries(
    home: Home, assignments: list[Assignment], *, report: Callable[[Outcome], None]
) -> list[Outcome]:
    """Load deliveries and replay what waited for them, telling `report` about each as it is done.

    Raises ConfigurationError without a key, DeliveryRefused at the first delivery that is refused: those
    before it stay loaded, those after it are not tried. Raises Interrupted likewise if the operator stops it.
    """
    outcomes: list[Outcome] = []
    with interruptible(lambda: _done_sentence(outcomes)), open_session(home) as context:
        for outcome in _load_all(context, in_loading_order(assignments, context.dialects)):
            report(outcome)
            outcomes.append(outcome)
    return outcomes


def _done_sentence(outcomes: list[Outcome]) -> str:
    done = sum(outcome.is_new for outcome in outcomes)
    return f"{done} deliveries were loaded before that, and stay."


def _load_all(context: LoadContext, ordered: list[Assignment]) -> Iterator[Outcome]:
    for place, assignment in enumerate(ordered):
        known = _find_known(context.deliveries, assignment)
        if known:
            yield Outcome(assignment.file, known, is_new=False)
            continue
        yield from load_each(context, [assignment], not_tried=ordered[place + 1 :])
    due = find_due_replays(context.home, read_prefix(context.home), [each.path for each in ordered])
    yield from load_each(context, due)


def _find_known(deliveries: list[Delivery], assignment: Assignment) -> Delivery | None:
    """Return the entry of the same bytes, None if they are new or were withdrawn.

    An extract says neither its kind nor whose it is: the entry must be of what was said of it.
    """
    size, said = delivery_size(assignment.path), assignment.municipality_code
    candidates = [
        entry
        for entry in deliveries
        if (entry.file_bytes, entry.replay_of) == (size, None)
        and assignment.kind in (None, entry.kind)
        and (not said or said in entry.municipality_codes or not entry.municipality_codes)
    ]
    if not candidates:
        return None
    digest = hash_delivery(assignment.path)
    return next((entry for entry in candidates if entry.file_sha256 == digest), None)


def load_each(
    context: LoadContext, assignments: list[Assignment], *, not_tried: list[Assignment] | None = None
) -> Iterator[Outcome]:
    """Load deliveries or replays one after another and yield each new entry; an idle replay makes none.

    Raises DeliveryRefused, naming those that are `not_tried` after it.
    """
    for assignment in assignments:
        try:
            delivery = _load(context, assignment)
        except DeliveryRefused as refusal:
            rest = f" Not tried after it: {', '.join(each.file for each in not_tried)}." if not_tried else ""
            raise DeliveryRefused(f"{refusal}{rest}") from None
        if delivery:
            _log(context.home, delivery)
            yield Outcome(assignment.file, delivery, is_new=True)


def _load(context: LoadContext, assignment: Assignment) -> Delivery | None:
    with progress_bar(assignment.path) as bar:
        return load_delivery(context, assignment, progress=lambda place: bar.update(place - bar.n))


def _log(home: Home, delivery: Delivery) -> None:
    counts = {name: getattr(delivery, name) for name in COUNTS}
    log_event(home, "delivery_loaded", delivery_id=delivery.delivery_id, kind=delivery.kind, **counts)
