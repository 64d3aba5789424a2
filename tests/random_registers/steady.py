"""People who mostly do what people do: come, move house, leave, die, once a year or so.

A known share of their rows is late, cancelled or corrected, so that every difference has a cause to be found.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.random_registers.columns import RESIDENT_COLUMNS, Cells, blank_cells
from tests.random_registers.people import COUNTRIES, PARTNERS, Life, Place, altered, new_state

LAST_DAY = date(2025, 12, 31)
CANCELS = {"1": "29", "2": "19", "3": "49"}
"""The cancellation of an entry, a removal, an amendment, by the first digit of their reasons."""
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Shares:
    """Of all rows: recorded and delivered late, cancelled later, corrected later."""

    late: float = 0.03
    cancelled: float = 0.01
    corrected: float = 0.01


def make_steady_life(random: Random, place: Place, number: int, shares: Shares) -> Life:
    """Return a person of the base, or one who comes later, with the changes of two years."""
    life = Life(random, place, number, new_state(random, place), 1, place.base_date, False)
    if random.random() < 0.85:
        life.base = blank_cells(RESIDENT_COLUMNS) | life.state
        life.base |= {"宛名番号": str(number), "履歴番号": "1", "基準日": place.base_date.isoformat()}
        life.here = True
    while wait(life, days=random.expovariate(1 / 300)):
        state, was_here = dict(life.state), life.here
        row = live(life, late=random.random() < shares.late)
        chance = random.random()
        if chance < shares.cancelled and wait(life, days=random.choice((0, 1, 10, 60))):
            take_back(life, row, state, was_here)
        elif chance < shares.cancelled + shares.corrected and life.here and wait(life, days=20):
            life.state = altered(life)
            life.write("34", happened=row["異動年月日"])
        if life.changes[-1]["異動事由コード"] == "23":
            break
    return life


def wait(life: Life, *, days: float) -> bool:
    """Go on; False when the time of the register is over."""
    life.recorded += timedelta(days=int(days))
    life.history += 1
    return life.recorded <= LAST_DAY


def live(life: Life, *, late: bool) -> Cells:
    """Write the next likely row; a late one tells of what happened months ago."""
    ago = (
        life.random.choice((1, 2, 4)) * MONTH
        if late
        else timedelta(days=life.random.choice((0, 0, 1, 5, 12)))
    )
    happened = (life.recorded - ago).isoformat()
    if not life.here:
        life.state, life.here = altered(life), True
        return life.write("11", happened=happened, 転入前市区町村コード=life.random.choice(PARTNERS))
    reason = life.random.choice(("31", "31", "31", "21", "21", "22", "23"))
    if reason == "31":
        life.state = altered(life)
        return life.write(reason, happened=happened)
    life.here = False
    if reason == "23":
        return life.write(reason, happened=happened)
    return depart(life, reason, happened, late=late)


def depart(life: Life, reason: str, happened: str, *, late: bool) -> Cells:
    """Write a 転出, planned for some weeks ahead unless it is late, and often its 転入通知."""
    planned = life.recorded + timedelta(days=life.random.choice((0, 3, 10, 25)))
    row = life.write(
        reason,
        happened=happened if late else planned.isoformat(),
        転出先市区町村コード=life.random.choice(PARTNERS) if reason == "21" else "",
        転出先国名コード=life.random.choice(COUNTRIES) if reason == "22" else "",
    )
    if reason == "21" and life.random.random() < 0.6 and wait(life, days=life.random.choice((1, 8, 30))):
        arrived = planned + timedelta(days=life.random.choice((-2, 0, 0, 1, 6)))
        life.write("50", happened=arrived.isoformat(), 参照履歴番号=row["履歴番号"])
    return row


def take_back(life: Life, row: Cells, state: Cells, was_here: bool) -> None:
    """Cancel a row: the person is again what they were before it."""
    life.state, life.here = state, was_here
    reason = CANCELS[row["異動事由コード"][0]]
    life.write(reason, happened=row["異動年月日"], 参照履歴番号=row["履歴番号"])
