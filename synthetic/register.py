"""The register while it is generated: people and households as columns that grow, never shrink."""

from dataclasses import dataclass, field

import numpy as np

NONE = -1
"""No householder, no nationality, no town: the empty value of the integer columns."""

PEOPLE = {
    "birth": np.int32,  # yyyymmdd as written, zeros for unknown parts
    "sex": np.int8,  # 0 male, 1 female
    "kind": np.int8,  # 0 Japanese, 1 foreign
    "nationality": np.int16,
    "status": np.int8,
    "household": np.int32,
    "relation": np.int8,
    "town": np.int16,
    "present": np.bool_,  # on the register
    "pending": np.bool_,  # a 転出 is recorded, or another scenario holds the person
    "history": np.int32,  # the last 履歴番号 written
    "last_day": np.int32,  # the last recorded day
    "left_day": np.int32,  # counted day of the last removal
    "left_history": np.int32,
    "left_role": np.int8,
    "entered_day": np.int32,
    "entered_history": np.int32,
    "last_birth": np.int32,  # month (year · 12 + month − 1) of a mother's last notified birth
}
HOUSEHOLDS = {"head": np.int32, "size": np.int32, "home": np.int16}
EMPTY = {
    "nationality": NONE,
    "status": NONE,
    "left_day": NONE,
    "left_role": NONE,
    "entered_day": NONE,
    "head": NONE,
}


@dataclass
class Table:
    """Columns of one length, grown by doubling. `rows` is the length in use."""

    kinds: dict
    rows: int = 0
    columns: dict[str, np.ndarray] = field(default_factory=dict)

    def append(self, count: int, **values: np.ndarray | int) -> np.ndarray:
        """Add `count` rows and return their positions; columns not given hold their empty value."""
        capacity = len(next(iter(self.columns.values()))) if self.columns else 0
        if self.rows + count > capacity:
            self._grow(max(2 * capacity, self.rows + count, 1024))
        added = np.arange(self.rows, self.rows + count)
        self.rows += count
        for name, value in values.items():
            self.columns[name][added] = value
        return added

    def _grow(self, capacity: int) -> None:
        before, self.columns = self.columns, {}
        for name, kind in self.kinds.items():
            self.columns[name] = np.full(capacity, EMPTY.get(name, 0), dtype=kind)
            if name in before:
                self.columns[name][: len(before[name])] = before[name]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name][: self.rows]


@dataclass
class Register:
    """People and households of one municipality."""

    people: Table = field(default_factory=lambda: Table(PEOPLE))
    households: Table = field(default_factory=lambda: Table(HOUSEHOLDS))


def new_households(register: Register, towns: np.ndarray) -> np.ndarray:
    """Found one empty household per town given and return their positions."""
    return register.households.append(len(towns), home=towns)


def enter(register: Register, persons: np.ndarray, households: np.ndarray) -> None:
    """Put people on the register (or move present ones) into households."""
    people, size = register.people, register.households["size"]
    moved = persons[people["present"][persons]]
    np.subtract.at(size, people["household"][moved], 1)
    people["household"][persons] = households
    people["present"][persons] = True
    np.add.at(size, households, 1)


def leave(
    register: Register, persons: np.ndarray, days: np.ndarray, role: int, histories: np.ndarray
) -> None:
    """Take people off the register by the rows `histories`; each keeps the household it left."""
    people = register.people
    np.subtract.at(register.households["size"], people["household"][persons], 1)
    people["present"][persons] = False
    people["pending"][persons] = False
    people["left_day"][persons] = days
    people["left_history"][persons] = histories
    people["left_role"][persons] = role


def make_heads(register: Register, persons: np.ndarray, head_relation: int) -> None:
    """Make people the householders of their households."""
    register.people["relation"][persons] = head_relation
    register.households["head"][register.people["household"][persons]] = persons


def members_of(register: Register, households: np.ndarray) -> np.ndarray:
    """Return everyone present in these households, in no particular order of households."""
    marked = np.zeros(register.households.rows, dtype=bool)
    marked[households] = True
    people = register.people
    return np.flatnonzero(people["present"] & marked[people["household"]])


def household_count(register: Register) -> int:
    """Return how many households have a resident (02-register 2.4)."""
    return int(np.count_nonzero(register.households["size"]))


def lives_alone(register: Register, persons: np.ndarray) -> np.ndarray:
    """Return whether each present person is the only one of the household."""
    return np.asarray(register.households["size"][register.people["household"][persons]] == 1)


def is_head(register: Register, persons: np.ndarray) -> np.ndarray:
    """Return whether each person is the householder of the household he or she is in."""
    households = register.people["household"][persons]
    return register.households["head"][households] == persons
