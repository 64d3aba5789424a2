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
    digests: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """Of each month closed here, by municipality, month and mart: what later builds must find again."""

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


def closed_through(entries: list[MonthEntry]) -> dict[str, str]:
    """Return the last closed month (YYYY-MM) of each municipality that has one, after these entries."""
    closed = {code: entry.closed_through for entry in entries for code in entry.municipality_codes}
    return {code: month for code, month in closed.items() if month is not None}


def closed_before(entries: list[MonthEntry], delivery_id: int, municipality_code: str) -> str:
    """Return the last month (YYYY-MM) that was closed when a delivery came and has stayed so, blank if none.

    What the delivery brought of these months is counted in the first open one (02-register 2.8).
    """
    own = [each for each in entries if municipality_code in each.municipality_codes]
    before = [each.closed_through or "" for each in own if each.entry_id < delivery_id]
    since = [each.closed_through or "" for each in own if each.entry_id > delivery_id]
    return min([before[-1], *since]) if before else ""


def closed_digests(entries: list[MonthEntry]) -> dict[tuple[str, str, str], str]:
    """Return the digest of every municipality, month and mart that is closed after these entries."""
    through = closed_through(entries)
    return {
        (code, month, mart): digest
        for entry in entries
        for code, months in entry.digests.items()
        for month, marts in months.items()
        for mart, digest in marts.items()
        if month <= through.get(code, "")
    }


def month_state(month: str, *, is_assumed: bool, last_closed: str | None) -> str:
    """Return how final a covered month (YYYY-MM) is: `closed`, `provisional`, or `open`.

    A month is provisional when its deliveries were declared complete, open while that is only assumed.
    """
    if last_closed is not None and month <= last_closed:
        return "closed"
    return "open" if is_assumed else "provisional"
