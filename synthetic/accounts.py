"""Annual accounts: per calendar year and sex, the flows that lead from one published stock to the next."""

from dataclasses import dataclass

import numpy as np

from synthetic.controls import FLOWS, SIGNS, PublishedYear
from synthetic.parameters import rate

FILL_ORDER = (0, 4, 1, 5, 3, 7, 6, 2)
"""Where the sexes are balanced first: moves within Japan, moves abroad, others, deaths, births."""


@dataclass(frozen=True)
class Account:
    """One calendar year of one municipality, scaled. Persons."""

    year: int
    flows: np.ndarray
    """[flow, sex] in the order of FLOWS; sexes 0 male, 1 female."""
    households: int
    """At the end of the year."""
    corrected_to_male: int = 0
    """性別 corrected in December (negative: to female) where the flows cannot explain the stocks by sex."""

    @property
    def change(self) -> np.ndarray:
        """Return what the year adds to each sex."""
        corrected = np.array([self.corrected_to_male, -self.corrected_to_male])
        return SIGNS @ self.flows + corrected


def scaled(published: PublishedYear, scale: float) -> PublishedYear:
    """Return a published year with its stock scaled, each number rounded to the nearest (half up)."""
    return PublishedYear(
        published.year,
        rounded(published.males * scale),
        rounded(published.females * scale),
        rounded(published.households * scale),
        published.flows,
    )


def rounded(value: float) -> int:
    return int(np.floor(value + 0.5))


def close_total(flows: np.ndarray, change: int) -> np.ndarray:
    """Return whole flows next to `flows` whose signed sum is `change`: the cheapest roundings give way.

    At scale 1 published flows come back unchanged, because the published identities hold.
    """
    whole = np.floor(flows + 0.5).astype(np.int64)
    gap = change - int(SIGNS @ whole)
    while gap:
        step = SIGNS * np.sign(gap)
        cost = np.where(whole + step < 0, np.inf, np.abs(whole + step - flows))
        cheapest = int(np.argmin(cost))
        whole[cheapest] += step[cheapest]
        gap -= int(SIGNS[cheapest] * step[cheapest])
    return whole


def split_sexes(flows: np.ndarray, male_change: int | None) -> tuple[np.ndarray, int]:
    """Return [flow, sex] and the corrections of 性別 to male that are left over.

    Usual shares of men, then shifted, in proportion to the moves first, until the men's flows sum to
    `male_change` (the women's then close by themselves). None leaves the usual shares.
    """
    shares = np.array([rate(f"male_share_of_{flow}") for flow in FLOWS])
    males = np.floor(flows * shares + 0.5).astype(np.int64)
    gap = 0 if male_change is None else male_change - int(SIGNS @ males)
    room = np.where(SIGNS * np.sign(gap) > 0, flows - males, males)
    movers = room[:2].sum() + room[4:6].sum()
    for flow in FILL_ORDER[:4]:
        share = int(abs(gap) * room[flow] // max(movers, 1))
        males[flow] += SIGNS[flow] * np.sign(gap) * min(share, room[flow])
    gap = 0 if male_change is None else male_change - int(SIGNS @ males)
    for flow in FILL_ORDER:
        room_left = flows[flow] - males[flow] if SIGNS[flow] * gap > 0 else males[flow]
        step = min(abs(gap), int(room_left)) * int(np.sign(gap))
        males[flow] += SIGNS[flow] * step
        gap -= step
    return np.stack([males, flows - males], axis=1), gap


def published_account(before: PublishedYear | None, year: PublishedYear, scale: float) -> Account:
    """Return the account of a published year; `before` is the year before, None if its stock is unknown."""
    closing = scaled(year, scale)
    exact = np.array(year.flows) * scale
    if before is None:
        change = rounded(float(SIGNS @ exact))
        male_change = None
    else:
        opening = scaled(before, scale)
        change = closing.males + closing.females - opening.males - opening.females
        male_change = closing.males - opening.males
    flows, corrections = split_sexes(close_total(exact, change), male_change)
    return Account(year.year, flows, closing.households, corrections)
