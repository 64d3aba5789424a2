"""Which records of the access log answer a question of the auditor's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from access.chain import link_of
from access.log import snapshot, stored_lines
from store.home import Home


@dataclass(frozen=True)
class Question:
    """What a record must have; what is None or blank is not asked."""

    subject: str = ""
    day: date | None = None
    page: str = ""
    municipality_code: str = ""
    decision: str = ""
    """How the decision begins: `refused` finds all refusals."""

    def is_answered_by(self, record: dict[str, Any]) -> bool:
        """Whether a record has all that is asked for."""
        return (
            (not self.subject or record["subject"] == self.subject)
            and (self.day is None or record["at"].startswith(self.day.isoformat()))
            and (not self.page or record["page"] == self.page)
            and (not self.municipality_code or record["municipality_code"] == self.municipality_code)
            and record["decision"].startswith(self.decision)
        )


def search_log(home: Home, question: Question) -> Iterator[dict[str, Any]]:
    """Yield the records that answer, earliest first. Lines that are no records are left to `log verify`."""
    written_day = f'"at":"{question.day or ""}'.encode()
    for _, _, line in stored_lines(snapshot(home)):
        if written_day in line and link_of(line) and question.is_answered_by(record := json.loads(line)):
            yield record


def first_day(home: Home) -> date | None:
    """Return the day of the first record, None if there is none."""
    line = next((line for _, _, line in stored_lines(snapshot(home)) if link_of(line)), None)
    return datetime.fromisoformat(json.loads(line)["at"]).date() if line else None


def record_sentence(record: dict[str, Any]) -> str:
    """Return a record on one line: when, who, as what, where, what was decided."""
    filters = " ".join(f"{name}={chosen}" for name, chosen in record["filters"].items())
    counts = f"{record['rows']:,} rows, {record['masked']:,} masked"
    parts = (record["municipality_code"], record["page"], filters, record["statement"], counts)
    what = "  ".join(part for part in parts if part)
    return f"{record['at']}  {record['subject']} ({record['role']})  {what}  {record['decision']}"
