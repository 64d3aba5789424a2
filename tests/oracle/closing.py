"""Which day is the first that was open when a row came (02-register 2.8)."""

from collections.abc import Iterable
from datetime import date

from tests.oracle.calendar import first_day_after
from tests.oracle.judging import Closing


def first_open_day(closings: Iterable[Closing], loaded_at: int) -> date:
    """Return the first day of the first month open when this delivery was loaded; date.min: all were.

    "A row delivered … afterwards": closed are the months that were closed before the row came and have been
    ever since. A month reopened later lets the row back in, and closing it again does not shut it out.
    """
    before = [entry.closed_through for entry in closings if entry.position < loaded_at]
    since = [entry.closed_through for entry in closings if entry.position > loaded_at]
    held = [*before[-1:], *since] if before else [None]
    always_closed = min((month or "" for month in held), default="")
    return first_day_after(always_closed) if always_closed else date.min


def closings_in_force(closings: Iterable[Closing]) -> list[Closing]:
    """Return the closings that no later entry of their municipality sets back."""
    entries = list(closings)
    return [
        entry
        for place, entry in enumerate(entries)
        if entry.closed_through
        and all(
            (later.closed_through or "") >= entry.closed_through
            for later in entries[place + 1 :]
            if later.municipality == entry.municipality
        )
    ]


def closed_months(closings: Iterable[Closing], *, since: int) -> dict[str, str]:
    """Return the last month of every municipality that was closed at this position and ever since."""
    return {
        entry.municipality: entry.closed_through
        for entry in closings_in_force(closings)
        if entry.position <= since and entry.closed_through
    }
