"""The journal of months: which months were closed (確定) or reopened, when and why.

`ledger/months/000009.json` is entry 9 of the same sequence of ids as the deliveries, so that a ledger id
says which deliveries and which closed months a table was made of.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from store.home import Home, replace_file


@dataclass(frozen=True)
class MonthEntry:
    """One closing or reopening; `closed_through` is what holds after it."""

    entry_id: int
    action: Literal["close", "reopen"]
    month: str
    """The month named by the command, YYYY-MM."""
    municipality_codes: list[str]
    made_at: str
    closed_through: str | None
    """The last closed month of these municipalities from now on, YYYY-MM; None = no month is closed."""
    reason: str = ""
    """Why the month was reopened, in an operator's words."""
    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of the closed month, by municipality and mart: what later builds must find again."""

    @property
    def closed_through_month(self) -> date | None:
        """The last closed month as the first day of it."""
        return date.fromisoformat(f"{self.closed_through}-01") if self.closed_through else None


def entry_path(home: Home, entry_id: int) -> Path:
    return home.ledger / "months" / f"{entry_id:06d}.json"


def read_month_entries(home: Home) -> list[MonthEntry]:
    """Return every closing and reopening in the order they were made."""
    paths = sorted((home.ledger / "months").glob("[0-9]*.json"))
    return [MonthEntry(**json.loads(path.read_text("utf-8"))) for path in paths]


def write_month_entry(home: Home, entry: MonthEntry) -> None:
    """Make `entry` visible by one atomic rename."""
    text = json.dumps(asdict(entry), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(entry_path(home, entry.entry_id), text.encode())
