"""What a life is made of: changes, each with the state after it."""

from dataclasses import dataclass
from datetime import date

from tests.ingest.hachinohe_file import SENDAI, TOKYO

TOWNS = {number: f"000{number}001" for number in "123456789"}
STATUSES, NATIONALITIES = ("永住者", "留学", "定住者"), ("156", "704", "840")
PARTNERS = {"11": (TOKYO, ""), "12": NATIONALITIES, "21": (SENDAI, ""), "22": NATIONALITIES}
"""Where people come from and go to; blank is unknown."""
BIRTH, DEATH, NOTICE = "13", "23", "50"
ENTRIES, OUT_MOVES = ("11", "12", BIRTH, "16"), ("21", "22")
CANCELLATIONS = ("19", "29", "49")


@dataclass(frozen=True)
class State:
    """What a register knows of a person; households are called by their towns' numbers, blank is unknown."""

    home: str
    kind: str
    birth: str = "1980-06-15"
    sex: str = "1"
    relationship: str = "世帯主"
    nationality: str = "156"
    status: str = "永住者"

    @property
    def town(self) -> str:
        return TOWNS.get(self.home, "")

    def shown(self) -> tuple[str, ...]:
        """Return the columns of a canonical row: birth, sex, kind, nationality, status, 続柄, town."""
        foreign = (self.nationality, self.status) if self.kind == "2" else ("", "")
        return (self.birth, self.sex, self.kind, *foreign, self.relationship, self.town)


@dataclass(frozen=True)
class Change:
    """A change of a life, by its place in it."""

    number: int
    reason: str
    changed: str
    notified: str
    """Blank for corrections, of which the day of the change is all that is told."""
    state: State
    partner: str = ""
    target: int | None = None
    """The number of the change that a cancellation or notice names."""

    @property
    def dated(self) -> tuple[str, str, str]:
        return self.reason, self.changed, self.notified

    @property
    def day(self) -> date:
        """The day on which the register learns of it."""
        return date.fromisoformat(self.notified or self.changed)

    @property
    def is_cancelled_correction(self) -> bool:
        return self.reason == "49" and not self.notified

    def names(self, other: "Change | None") -> bool:
        return other is not None and self.target == other.number

    def shown(self) -> tuple[str, ...]:
        """Return the state as a row of an extract shows it: who is off the register lives nowhere."""
        is_off = self.reason.startswith("2") or self.reason == NOTICE
        return (*self.state.shown()[:-2], "", "") if is_off else self.state.shown()
