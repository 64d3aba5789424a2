"""Random lives, told twice: as the changes a register records, and as the records that are left of them.

Nobody has two changes on one day, and every household stays in its town, so that everything but the household
can be known from the records.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from ingest.hachinohe.records import Extract
from tests.ingest.hachinohe_file import (
    AFTER,
    SENDAI,
    TOKYO,
    Cells,
    address,
    correction,
    extract_of,
    foreign_correction,
    foreigner,
    household,
    person,
)

FIRST_DAY = date(2025, 3, 1)
TOWNS = {number: f"000{number}001" for number in "123456789"}
STATUSES, NATIONALITIES = ("永住者", "留学", "定住者"), ("156", "704", "840")
Record = tuple[str, Cells]


@dataclass(frozen=True)
class State:
    """What a register knows of a person; households are called by their towns' numbers."""

    home: str
    kind: str
    birth: str = "1980-06-15"
    sex: str = "1"
    relationship: str = "世帯主"
    nationality: str = "156"
    status: str = "永住者"


@dataclass
class Life:
    """A person's life up to a day: the changes, and what of them is left in histories."""

    number: str
    random: Random
    state: State
    day: date = FIRST_DAY
    changes: list[tuple[str, ...]] = field(default_factory=list)
    histories: list[Record] = field(default_factory=list)
    entry: tuple[str, str, str] = ("", "", "")
    removal: tuple[str, str, str] = ("", "", "")

    def change(self, reason: str, *, ahead: bool = False, **state: str) -> tuple[str, str, str]:
        """Tell a change of these days that is notified today; `ahead`: planned for tomorrow."""
        self.state = replace(self.state, **state)
        changed = (self.day - timedelta(-1 if ahead else self.random.randrange(3))).isoformat()
        self.changes.append((reason, changed, self.day.isoformat(), *shown(self.state, reason)))
        return reason, changed, self.day.isoformat()

    def enter(self, reason: str, **state: str) -> None:
        """Come to live here, from elsewhere or into the other kind."""
        self.entry, self.removal = self.change(reason, **state), ("", "", "")
        self.histories.append(address(self.number, self.entry, outside=TOKYO))

    def leave(self) -> None:
        self.removal = self.change("21", ahead=self.random.random() < 0.4)
        self.histories.append(address(self.number, self.removal, AFTER, outside=SENDAI))
        self.histories.append(address(self.number, self.removal, town=TOWNS[self.state.home]))

    def move(self) -> None:
        left = TOWNS[self.state.home]
        told = self.change("31", home=self.random.choice(list(TOWNS)))
        self.histories.append(address(self.number, told, town=left))

    def become(self, entry: str, removal: str, kind: str) -> None:
        """Change the kind: a removal and an entry at the same time."""
        changed, notified = self.change(removal)[1:]
        self.enter(entry, kind=kind)
        self.entry = (entry, changed, notified)
        self.histories[-1] = address(self.number, self.entry)
        self.changes[-1] = (entry, changed, *self.changes[-1][2:])

    def correct(self) -> None:
        """Have an attribute corrected; the day of the change is all that is told."""
        former, usual, today = self.state, self.random.choice("239"), self.day.isoformat()
        if usual == "9" and former.kind == "2":
            self.state = replace(former, status=self.random.choice(STATUSES))
            self.histories.append(foreign_correction(self.number, "7", today, former.status))
        elif usual == "3":
            self.state = replace(former, birth=f"19{self.random.randrange(50, 99)}-01-01")
            self.histories.append(
                correction(self.number, "3", today, "生年月日履歴/旧生年月日", former.birth)
            )
        else:
            usual = "2"
            self.state = replace(former, relationship=self.random.choice(("世帯主", "妻", "子")))
            self.histories.append(correction(self.number, "2", today, "続柄履歴/旧続柄", former.relationship))
        reason = {"2": "42", "3": "34", "9": "33"}[usual]
        self.changes.append((reason, today, "", *shown(self.state, reason)))

    def live_on(self) -> None:
        """Let something happen that can happen to this person."""
        self.day += timedelta(self.random.randrange(4, 20))
        if self.removal[0] or not self.entry[0]:
            self.enter("11", home=self.random.choice(list(TOWNS)))
        elif self.random.random() < 0.2:
            self.leave()
        elif self.random.random() < 0.15 and self.state.kind == "2":
            self.become("14", "24", "1")
        else:
            self.random.choice((self.move, self.correct))()

    def is_here(self, day: date) -> bool:
        """Whether this person is on the register on the last day, perhaps about to leave it."""
        return bool(self.entry[0]) and (not self.removal[0] or self.removal[1] > day.isoformat())

    def records(self) -> list[Record]:
        """Return what the register's file has of this life on its last day."""
        state, is_gone = self.state, bool(self.removal[0])
        cells = {"性別": state.sex, "生年月日": state.birth, "続柄コード": state.relationship}
        cells["削除フラグ"] = "1" if is_gone else ""
        own = person(self.number, state.home, self.entry, self.removal, **cells)
        was_foreign = state.kind == "2" or any(change[0] == "24" for change in self.changes)
        foreign = foreigner(self.number, state.nationality, "中長期在留者", state.status)
        return [own, *self.histories, *([foreign] if was_foreign else [])]


def shown(state: State, reason: str) -> tuple[str, ...]:
    """Return the state as a canonical row shows it: birth, sex, kind, nationality, status, 続柄, town."""
    foreign = (state.nationality, state.status) if state.kind == "2" else ("", "")
    place = ("", "") if reason.startswith("2") else (state.relationship, TOWNS[state.home])
    return (state.birth, state.sex, state.kind, *foreign, *place)


Processing = Callable[[str, date], date]
"""On which day a register processes what was notified of a person on a day."""


def at_once(_: str, notified: date) -> date:
    return notified


def live(number: str, seed: int, until: date, processing: Processing = at_once) -> Life:
    """Return a life as processed up to a day; up to a later day it begins the same."""
    random = Random(f"{number} {seed}")
    state = State(random.choice(list(TOWNS)), random.choice("12"), nationality=random.choice(NATIONALITIES))
    life = Life(number, random, state)
    while True:
        before = replace(life, changes=list(life.changes), histories=list(life.histories))
        life.live_on()
        if processing(number, life.day) > until:
            return before


def file_of(lives: list[Life], day: date) -> Extract:
    return extract_of(day, *homes(), *(record for life in lives for record in life.records()))


def homes() -> list[Record]:
    """Return the households, each in its town since long ago."""
    return [household(number, town, "2000-01-01") for number, town in TOWNS.items()]
