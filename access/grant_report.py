"""What `access check` says: who is granted what until when, and which files grant nothing."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from access.grants import Grant, GrantBook, read_grants
from store.home import Home


@dataclass(frozen=True)
class GrantReport:
    """The grants of a store as they are on a day."""

    book: GrantBook
    day: date

    def summary(self) -> dict[str, Any]:
        """Return the report for JSON."""
        grants = [{**asdict(grant), "state": grant.state_on(self.day)} for grant in self.book.grants]
        return {"grants": grants, "faults": self.book.faults}

    def sentences(self) -> str:
        """Return the report in words, a grant a line."""
        lines = [*map(self._line, self.book.grants), *self.book.faults.values()]
        holding = sum(grant.holds_on(self.day) for grant in self.book.grants)
        return "\n".join([*lines, f"{holding:,} of {len(self.book.grants):,} grants hold on {self.day}."])

    def _line(self, grant: Grant) -> str:
        return (
            f"{grant.municipality_code}  {grant.subject}  {grant.role_code}  {grant.application_number}  "
            f"{grant.granted_on} to {grant.expires_on}: {grant.state_on(self.day)}"
        )


def report_grants(home: Home, day: date) -> GrantReport:
    """Return the grants as they are on a day."""
    return GrantReport(read_grants(home), day)
