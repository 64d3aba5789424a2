"""The desk at which a month's business is done: the register, its journal, what waits for later months."""

from dataclasses import dataclass, field

import numpy as np

from synthetic.changes import Journal
from synthetic.parameters import parameter_rows, rate, seed_rows
from synthetic.register import NONE, Register
from synthetic.towns import Towns, draw_towns, household_groups


@dataclass
class Planned:
    """転出 recorded in one month and counted, or cancelled, in the next."""

    role: int
    persons: np.ndarray
    counted: np.ndarray
    histories: np.ndarray
    is_cancelled: bool


@dataclass(frozen=True)
class Shares:
    """What does not go smoothly: late of what is notified; cancelled and corrected per published movement."""

    late: float
    cancelled: float
    corrected: float


def usual_shares() -> Shares:
    """Return the shares of `rates.csv`."""
    return Shares(rate("late_share"), rate("cancelled_share"), rate("corrected_share"))


@dataclass
class Desk:
    """Everything a change of one municipality needs. Months count year · 12 + month − 1."""

    register: Register
    journal: Journal
    rng: np.random.Generator
    towns: Towns
    partners: "Partners"
    base_month: int
    month: int
    shares: Shares = field(default_factory=usual_shares)
    planned: list[Planned] = field(default_factory=list)
    left_last_month: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    entered_last_month: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    moved_last_month: np.ndarray = field(default_factory=lambda: np.empty((0, 3), dtype=np.int64))
    """Person, 履歴番号 and town before, of people who moved alone within the municipality."""

    @property
    def years(self) -> float:
        """Return the years since the base."""
        return (self.month - self.base_month) / 12


@dataclass(frozen=True)
class Partners:
    """Municipalities people come from and go to; rows store positions in `codes`."""

    codes: tuple[str, ...]
    cumulated: np.ndarray


def partners_of(municipality_code: str) -> Partners:
    """Return a municipality's partners: its own list, or half its prefecture and half the large cities."""
    rows = parameter_rows("partners")
    own = [row for row in rows if row["municipality_code"] == municipality_code]
    chosen = {
        row["partner_code"]: float(row["weight"])
        for row in own or rows
        if own or not row["municipality_code"]
    }
    if not own:
        near = [
            row["municipality_code"]
            for row in seed_rows("municipality_codes")
            if row["municipality_code"][:2] == municipality_code[:2]
            and row["municipality_kind"] not in ("prefecture", "designated_city")
        ]
        share = sum(chosen.values()) / max(len(near), 1)
        for code in near:
            chosen[code] = chosen.get(code, 0.0) + share
    chosen.pop(municipality_code, None)
    return Partners(tuple(chosen), np.cumsum(list(chosen.values())))


def draw_partners(desk: Desk, count: int) -> np.ndarray:
    """Return positions of partner municipalities, a few unknown (NONE)."""
    cumulated = desk.partners.cumulated
    drawn = np.searchsorted(cumulated, desk.rng.random(count) * cumulated[-1], side="right")
    unknown = desk.rng.random(count) < rate("unknown_partner_share")
    return np.where(unknown, NONE, drawn).astype(np.int16)


def draw_countries(desk: Desk, persons: np.ndarray) -> np.ndarray:
    """Return countries as positions in `nationalities.csv`: the foreigners' own; a few unknown."""
    rows = parameter_rows("nationalities")
    cumulated = np.cumsum([float(row["stock_weight"]) for row in rows])
    drawn = np.searchsorted(cumulated, desk.rng.random(len(persons)) * cumulated[-1], side="right")
    nationality = desk.register.people["nationality"][persons]
    drawn = np.where(nationality == NONE, drawn, nationality)
    unknown = desk.rng.random(len(persons)) < rate("unknown_country_share")
    return np.where(unknown, NONE, drawn).astype(np.int16)


def homes_for(desk: Desk, ages: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return a town for each new or moving household, by its householder's age and its size."""
    return draw_towns(desk.rng, desk.towns, household_groups(ages, sizes), desk.years)


def whole(rng: np.random.Generator, expected: float) -> int:
    """Return a whole number with this expectation."""
    return int(expected) + int(rng.random() < expected - int(expected))
