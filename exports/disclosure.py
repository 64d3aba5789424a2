"""The one gate: nothing leaves for a reader without passing `release` (04-privacy 4.4).

Two audiences. `internal` means true counts, as in the marts: the files may hold cells of one person and must
stay inside the office. `public` means protected counts; the methods that protect them (merged areas, controlled
rounding, the release register) do not exist yet, so the gate is shut for the public and says so, rather than
letting true counts through.

Every writer of this room takes only `ReleasedTable`, and only this file makes one.
"""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from store.errors import UsageError


class Audience(StrEnum):
    """For whom a file is made."""

    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True)
class ReleasedTable:
    """A table that has passed the gate: its path inside the export, its rows as text and numbers, its audience."""

    file: str
    rows: pl.DataFrame
    audience: Audience


def require_open_gate(audience: Audience) -> None:
    """Raise UsageError while there is no disclosure control for `audience`."""
    if audience is Audience.PUBLIC:
        raise UsageError(
            "Files for the public need disclosure control, which this version does not have yet; nothing was written. "
            "For use inside the office, with true counts, say --audience internal."
        )


def release(file: str, rows: pl.DataFrame, *, audience: Audience) -> ReleasedTable:
    """Return the table as `audience` may see it. Raises UsageError while the gate is shut for that audience."""
    require_open_gate(audience)
    return ReleasedTable(file, rows, audience)
