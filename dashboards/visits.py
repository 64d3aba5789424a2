"""What is logged of a reader's visit to a page: before anything is drawn, after, and for every file.

No log, no page: whatever cannot be recorded raises LogUnavailable before it is shown (04-privacy 4.6).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from access.log import HANDED_OUT, OPENED, REFUSED, SHOWN, Entry, record
from access.readers import Reader
from store.home import Home

LAST_RECORDED = "visit_recorded"
"""Key of the session: what was recorded last of a visit's beginning (False) and end (True)."""


@dataclass
class Tally:
    """What the tables of a page held, as far as they are drawn."""

    rows: int = 0
    masked: int = 0


@dataclass(frozen=True)
class Visit:
    """One run of a page for a reader."""

    home: Home
    reader: Reader
    municipality_code: str
    page: str
    filters: Mapping[str, str]
    admits: Callable[[], bool]
    """Whether the reader might still open the page: asked again when a file is made, which runs no page."""
    tally: Tally = field(default_factory=Tally)

    def may(self, right: str) -> bool:
        """Whether the reader holds a right where the page looks."""
        return self.reader.may(right, self.municipality_code)

    def open(self) -> None:
        """Record that the page is about to be drawn, unless the last run drew the same."""
        self._record_once(OPENED)

    def close(self) -> None:
        """Record what was drawn, unless the last run drew the same."""
        self._record_once(SHOWN)

    def count(self, *, rows: int, masked: int = 0) -> None:
        """Add a table that is drawn."""
        self.tally.rows += rows
        self.tally.masked += masked

    def refuse(self, reason: str) -> None:
        """Record that the page was asked for and not shown."""
        self._record_once(REFUSED + reason)

    def hand_out(self, content: bytes, *, rows: int) -> bytes:
        """Return a file's content once it is recorded.

        Raises PermissionError if the reader may not see the page any more, LogUnavailable like `open`.
        """
        entry = replace(self._entry(HANDED_OUT), rows=rows, masked=0)
        if not self.admits():
            record(self.home, replace(entry, rows=0, decision=f"{REFUSED}file"))
            raise PermissionError("The reader may not see this page any more.")
        record(self.home, replace(entry, file_digest=hashlib.sha256(content).hexdigest()))
        return content

    def _entry(self, decision: str) -> Entry:
        return Entry(
            subject=self.reader.subject,
            role=self.reader.role_in(self.municipality_code),
            municipality_code=self.municipality_code,
            page=self.page,
            filters=self.filters,
            rows=self.tally.rows,
            masked=self.tally.masked,
            decision=decision,
        )

    def _record_once(self, decision: str) -> None:
        record_once(self.home, self._entry(decision))


def record_once(home: Home, entry: Entry) -> None:
    """Record an entry unless this session recorded one that tells of the same last. Raises LogUnavailable."""
    recorded = st.session_state.setdefault(LAST_RECORDED, {})
    told = replace(entry, rows=0, masked=0)
    is_end = entry.decision == SHOWN
    if recorded.get(is_end) != told:
        record(home, entry)
        recorded[is_end] = told
        if not is_end:
            recorded.pop(True, None)
