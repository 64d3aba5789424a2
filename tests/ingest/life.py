"""One life in a register: what happens in it, and the records that the register's file keeps of it.

Two sorts of files are told:

- A keeping file has an address record of every cancellation and notice, and an extract is made of it before
  record 6 loses what only it has: births, deaths, entries and removals by office have no address record.
- A forgetful file takes out what is cancelled and knows of no notice, and what happens between two extracts
  may be overwritten.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from tests.ingest.hachinohe_file import AFTER, Cells, address, correction, foreign_correction
from tests.ingest.life_changes import (
    BIRTH,
    DEATH,
    ENTRIES,
    NOTICE,
    OUT_MOVES,
    PARTNERS,
    STATUSES,
    TOWNS,
    Change,
    State,
)

MOST_LAG = timedelta(3)
NEVER_AHEAD = (BIRTH, DEATH, NOTICE)
BEGINNINGS = (*ENTRIES, "14", "15", "19")
HISTORIES = {"42": "2", "34": "3", "33": "7"}
"""項目番号 (9) or 外国人履歴区分 (14) of the former values, by the reason of the correction."""
Record = tuple[str, Cells]


@dataclass
class Life:
    """A person's life up to a day: the changes, and what of them is left in records."""

    number: str
    random: Random
    state: State
    day: date
    is_forgetful: bool = False
    changes: list[Change] = field(default_factory=list)
    histories: dict[int, list[Record]] = field(default_factory=dict)
    """The records of addresses and former values, by the number of the change they tell."""
    entry: Change | None = None
    removal: Change | None = None
    """What record 6 has: the last entry and the last removal, perhaps that of an earlier stay."""
    left: Change | None = None
    """The removal that ended, or will end, the last stay."""

    def change(self, reason: str, *, changed: str = "", target: Change | None = None, **state: str) -> Change:
        """Add a change notified today; unless it is said when, it happened these days or will tomorrow."""
        days_ago = self.random.randrange(0 if reason in NEVER_AHEAD else -1, 3)
        changed = changed or (self.day - timedelta(days_ago)).isoformat()
        born = {"birth": changed, "relationship": "子"} if reason == BIRTH else {}
        self.state = replace(self.state, **state, **born)
        partner = self.random.choice(PARTNERS.get(reason, ("",)))
        return self.add(Change(0, reason, changed, self.day.isoformat(), self.state, partner), target)

    def add(self, change: Change, target: Change | None = None) -> Change:
        named = target.number if target else None
        self.changes.append(replace(change, number=len(self.changes) + 1, target=named))
        return self.changes[-1]

    def await_extract(self, *overwritten: Change | None) -> None:
        """Let a keeping file be extracted before record 6 loses what only it has."""
        for lost in overwritten:
            if lost and lost.number not in self.histories and not self.is_forgetful:
                last = max(each.day for each in self.changes if each == lost or each.names(lost))
                self.day = max(self.day, first_of_month_after(last + MOST_LAG) + MOST_LAG)

    def enter(self) -> None:
        """Come to live here: by birth, from elsewhere, by office; some records keep the removal before."""
        self.await_extract(self.entry, self.removal)
        reason = self.random.choice(ENTRIES[:2] + ENTRIES[2 if not self.changes else 3 :])
        self.entry = self.change(reason, home=self.random.choice(list(TOWNS)))
        if reason in PARTNERS:
            self.histories[self.entry.number] = [
                address(self.number, self.entry.dated, outside=self.entry.partner)
            ]
        if (self.left and self.left.reason == "29") or self.random.random() < 0.5:
            self.removal = None
        self.left = None

    def leave(self) -> None:
        """Announce to move out, today or weeks ahead."""
        self.await_extract(self.removal)
        planned = self.day + timedelta(self.random.choice((-1, 0, 1, 6, 16)))
        told = self.change(self.random.choice(OUT_MOVES), changed=planned.isoformat())
        self.removal = self.left = told
        self.histories[told.number] = [
            address(self.number, told.dated, AFTER, outside=told.partner),
            address(self.number, told.dated, town=self.state.town),
        ]

    def arrive(self) -> None:
        """Be notified of by the municipality moved to."""
        told = self.change(NOTICE, target=self.left)
        if not self.is_forgetful:
            self.histories[told.number] = [address(self.number, told.dated, AFTER)]

    def come_back(self) -> None:
        """Enter again, not before having left."""
        assert self.left
        self.day = max(self.day, date.fromisoformat(self.left.changed) + timedelta(3))
        self.enter()

    def die(self) -> None:
        self.await_extract(self.removal)
        self.removal = self.left = self.change(DEATH)

    def be_struck_off(self) -> None:
        self.await_extract(self.removal)
        self.removal = self.left = self.change("26")

    def change_kind(self) -> None:
        """Become Japanese or foreign: a removal and an entry at the same time, told by the entry."""
        self.await_extract(self.entry)
        kind = "1" if self.state.kind == "2" else "2"
        removal = self.change("24" if kind == "1" else "25")
        self.entry = self.change("14" if kind == "1" else "15", changed=removal.changed, kind=kind)
        self.histories[removal.number] = []
        self.histories[self.entry.number] = [address(self.number, self.entry.dated)]

    def move(self) -> None:
        left = self.state.town
        told = self.change("31", home=self.random.choice(list(TOWNS)))
        self.histories[told.number] = [address(self.number, told.dated, town=left)]

    def correct(self) -> None:
        """Have an attribute corrected."""
        reason = self.random.choice(list(HISTORIES) if self.state.kind == "2" else ["42", "34"])
        new = {
            "42": {"relationship": self.random.choice(("世帯主", "妻", "子"))},
            "34": {"birth": f"19{self.random.randrange(50, 99)}-01-01"},
            "33": {"status": self.random.choice(STATUSES)},
        }
        self.amend(reason, replace(self.state, **new[reason]))

    def amend(self, kind: str, state: State, *, cancelled: Change | None = None) -> None:
        """Change the state, with the former value of this kind of correction in a history."""
        former, today = self.state, self.day.isoformat()
        self.state = state
        told = self.add(Change(0, "49" if cancelled else kind, today, "", state), cancelled)
        records = {
            "42": correction(self.number, HISTORIES["42"], today, "続柄履歴/旧続柄", former.relationship),
            "34": correction(self.number, HISTORIES["34"], today, "生年月日履歴/旧生年月日", former.birth),
            "33": foreign_correction(self.number, HISTORIES["33"], today, former.status),
        }
        self.histories[told.number] = [records[kind]]

    def cancel(self) -> None:
        """Take back the entry or move of this stay, or correct something if there is none to take back."""
        last, move = self.changes[-1], self.move_to_cancel()
        if last.reason in ENTRIES:
            self.cancel_entry(last)
        elif move and (move is last or not self.is_forgetful):
            self.cancel_move(move)
        elif self.is_forgetful and last.reason in HISTORIES:
            self.amend(last.reason, self.changes[-2].state, cancelled=last)
        else:
            self.correct()

    def move_to_cancel(self) -> Change | None:
        """Return the last move of this stay if it has not been cancelled."""
        began = max(each.number for each in self.changes if each.reason in BEGINNINGS)
        moves = [each for each in self.changes if each.reason == "31" and each.number > began]
        return moves[-1] if moves and not any(each.names(moves[-1]) for each in self.changes) else None

    def cancel_entry(self, entry: Change) -> None:
        """Take back an entry; a forgetful file that had nothing before has nothing again."""
        self.await_extract(self.removal)
        self.left = self.removal = self.change("29", target=entry)
        if self.is_forgetful and entry.number == 1:
            self.histories.clear()
            self.entry = self.removal = None

    def cancel_move(self, move: Change) -> None:
        left, home = self.state.town, self.changes[move.number - 2].state.home
        told = self.change("49", target=move, home=home)
        if self.is_forgetful:
            del self.histories[move.number]
        else:
            self.histories[told.number] = [address(self.number, told.dated, town=left)]

    def cancel_removal(self) -> None:
        """Stay after all: a keeping file has an entry of it, a forgetful one no removal any more."""
        assert self.left
        cancelled, self.left = self.left, None
        is_told_by_address = cancelled.number in self.histories
        if not is_told_by_address:
            self.await_extract(self.entry)
        told = self.change("19", target=cancelled)
        if self.is_forgetful:
            self.histories.pop(cancelled.number, None)
            self.removal = None
            return
        self.histories[told.number] = [address(self.number, told.dated)]
        if is_told_by_address:
            self.removal = None
        else:
            self.entry = told

    def has_arrived(self, *, as_told: bool = False) -> bool:
        """Whether a notice of the last 転出 has come, or is told by a record."""
        return any(
            each.reason == NOTICE and each.names(self.left) and (not as_told or each.number in self.histories)
            for each in self.changes
        )

    def is_here(self, day: date, *, as_told: bool = False) -> bool:
        """Whether this person is on the register on the last day, perhaps about to leave it."""
        if self.left is None:
            return self.entry is not None
        is_ahead = self.left.reason in OUT_MOVES and self.left.changed > day.isoformat()
        return is_ahead and not self.has_arrived(as_told=as_told)


def first_of_month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1)
