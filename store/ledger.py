"""The journal of deliveries: one immutable manifest per delivery, visible by an atomic rename.

`ledger/deliveries/000003.json` makes visible the accepted rows of delivery 3 in
`ledger/changes/000003-*.parquet` or `ledger/residents/000003-*.parquet`, and its refused rows in
`quarantine/000003.parquet`. Rows without a manifest are garbage of a run that did not end; nobody reads them.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from store.home import Home, replace_file
from store.key_zone import note_links


@dataclass(frozen=True)
class Delivery:
    """One delivery as it was accepted.

    Counts are rows; received = loaded + duplicate + superseded + quarantined + out_of_scope.
    """

    delivery_id: int
    file: str
    file_sha256: str
    kind: str
    profile: str
    loaded_at: str
    municipality_codes: list[str]
    received: int
    loaded: int
    duplicate: int
    superseded: int
    quarantined: int
    out_of_scope: int
    warnings: dict[str, int] = field(default_factory=dict)
    """Warnings by rule; a warning never removes a person (01-feed 1.4)."""
    first_recorded_date: str | None = None
    last_recorded_date: str | None = None
    """Of the loaded rows; of a residents delivery its base date."""
    through_date: str | None = None
    """`load --through`: deliveries are complete up to the end of this day; None = not said."""
    extracted_at: str | None = None
    replay_of: int | None = None
    """The delivery whose quarantined rows this one brings in."""
    replayed_codes: list[str] = field(default_factory=list)
    """The municipalities whose rows this replay brings in; other rows of that delivery still wait."""
    replaced_rows: list[list[int]] = field(default_factory=list)
    """Delivery and row number of the rows loaded first whose place accepted corrections take."""
    reason: str = ""
    """Why they were accepted, in an operator's words."""
    proof: dict[str, Any] = field(default_factory=dict)
    """The proof of absence (04-privacy 4.3a) of this load."""
    source_path: str | None = None
    file_bytes: int = 0
    """Size of the file; only a file of a known size can be one that was loaded before."""

    def is_closed(self) -> bool:
        """Whether the arithmetic of 01-feed 1.4 closes."""
        outcomes = self.loaded + self.duplicate + self.superseded + self.quarantined + self.out_of_scope
        return self.received == outcomes


def manifest_path(home: Home, delivery_id: int) -> Path:
    return home.ledger / "deliveries" / f"{delivery_id:06d}.json"


def read_deliveries(home: Home) -> list[Delivery]:
    """Return the visible deliveries in the order they were loaded."""
    paths = sorted((home.ledger / "deliveries").glob("[0-9]*.json"))
    return [Delivery(**json.loads(path.read_text("utf-8"))) for path in paths]


def last_delivery_id(home: Home) -> int:
    """Return the id of the last delivery, 0 for an empty ledger."""
    return max((delivery.delivery_id for delivery in read_deliveries(home)), default=0)


def has_deliveries(home: Home) -> bool:
    """Whether anything was ever loaded."""
    return any((home.ledger / "deliveries").glob("[0-9]*.json"))


def write_delivery(home: Home, delivery: Delivery) -> None:
    """Make `delivery` visible. Its rows and links must be on disk and synced before."""
    note_links(home, delivery.delivery_id)
    text = json.dumps(asdict(delivery), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(manifest_path(home, delivery.delivery_id), text.encode())


def row_files(home: Home, kind: str, deliveries: list[Delivery]) -> list[Path]:
    """Return the Parquet files of accepted rows of `kind` (`changes` or `residents`) of these deliveries."""
    return [
        path
        for delivery in deliveries
        if delivery.kind == kind
        for path in sorted((home.ledger / kind).glob(f"{delivery.delivery_id:06d}-*.parquet"))
    ]


def replaced_rows(deliveries: list[Delivery]) -> list[tuple[int, int]]:
    """Return delivery and row number of every loaded row whose place another one has taken."""
    return [(delivery_id, row) for entry in deliveries for delivery_id, row in entry.replaced_rows]


def pending_purge(home: Home) -> Path:
    """Return where the plan of a purge lies until every file of the ledger follows it."""
    return home.ledger / "purge-pending.parquet"
