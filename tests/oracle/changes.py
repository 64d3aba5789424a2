"""One loaded row, and the reasons by what they do to a person (01-feed 1.1)."""

from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.values import BirthParts

ADDS = {"00", "11", "12", "13", "14", "15", "16", "19"}
REMOVES = {"21", "22", "23", "24", "25", "26", "29"}
MODIFIES = {f"{number}" for number in range(31, 50)}
WITHOUT_EFFECT = {"17", "18", "27", "28", "50", "51"}
OUT_MOVES = {"21", "22"}
CANCELLATIONS = {"19", "29", "49"}
NOTICE = "50"
NAMES_A_ROW = CANCELLATIONS | {NOTICE}


@dataclass(frozen=True)
class State:
    """A person's record after a change, as far as it counts."""

    town: str
    sex: str
    kind: str
    birth: BirthParts
    household: int | None
    is_householder: bool
    kept: tuple[str, ...]
    """Nationality, residence status, article 30-45, relationship, areas; blank = unknown or none."""

    @property
    def nationality(self) -> str:
        return self.kept[0]

    @property
    def residence_status(self) -> str:
        """The term itself."""
        return self.kept[1]

    @property
    def relationship(self) -> str:
        """The terms joined by の."""
        return self.kept[3]


@dataclass(frozen=True)
class Change:
    """One loaded row. A row of the base has reason 00 and all its dates on the base date."""

    municipality: str
    person: int
    history: int
    reason: str
    notification_type: str
    changed: BirthParts
    notified: date | None
    recorded_at: datetime
    target: int | None
    state: State
    partners: tuple[str, str, str, str]
    """Origin municipality and country, destination municipality and country; blank = unknown."""

    @property
    def recorded(self) -> date:
        return self.recorded_at.date()
