"""The journal of rulings: what an operator decided about deliveries and refused rows, when and why.

`ledger/rulings/000009.json` is entry 9 of the same sequence of ids as the deliveries, so that a ledger id
says which deliveries and rows stood when a table was made.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Literal

from store.home import Home, replace_file


@dataclass(frozen=True)
class Ruling:
    """One decision: deliveries taken back, or refused rows of a delivery that need nothing more."""

    entry_id: int
    action: Literal["withdraw", "settle"]
    delivery_ids: list[int]
    """Withdrawn: a delivery with what was replayed of it. Settled: the delivery of the rows."""
    made_at: str
    reason: str
    """In an operator's words."""
    row_numbers: list[int] = field(default_factory=list)
    """The refused rows that are settled."""


def read_rulings(home: Home) -> list[Ruling]:
    """Return every ruling in the order they were made."""
    paths = sorted((home.ledger / "rulings").glob("[0-9]*.json"))
    return [Ruling(**json.loads(path.read_text("utf-8"))) for path in paths]


def write_ruling(home: Home, ruling: Ruling) -> None:
    """Make `ruling` visible by one atomic rename."""
    text = json.dumps(asdict(ruling), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(home.ledger / "rulings" / f"{ruling.entry_id:06d}.json", text.encode())
