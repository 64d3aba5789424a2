"""A register as a platform lives through it: delivery after delivery, some rows late, months closed between.

Rows come in the month they were recorded, a share of them months later; every municipality closes and now
and then reopens its months at its own pace.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.oracle.calendar import months_between
from tests.random_registers.columns import CHANGE_COLUMNS, Cells
from tests.random_registers.contested import make_contested_life
from tests.random_registers.deliveries import (
    base_files,
    dirty_rows,
    make_place,
    municipality_sample,
    shuffled,
    to_bytes,
)
from tests.random_registers.people import Life, make_life
from tests.random_registers.steady import Shares, make_steady_life

MONTHS_PER_DELIVERY = 2
LATE_BASE_COMES_WITH = 11
"""The number of a delivery of changes: some months are closed by then."""


@dataclass(frozen=True)
class Delivery:
    """A file to load."""

    name: str
    content: bytes


@dataclass(frozen=True)
class MonthWord:
    """Months closed or reopened: the last closed month (YYYY-MM) of these municipalities from now on."""

    municipalities: tuple[str, ...]
    closed_through: str | None


Chronicle = tuple[Delivery | MonthWord, ...]
"""Deliveries and closings in the order of the ledger."""


def hostile_chronicle(
    seed: int,
    *,
    municipalities: int = 30,
    persons: int = 25,
    late: float = 0.2,
    contested: float = 0.2,
    is_base_late: bool = False,
) -> Chronicle:
    """Return a register in which everything that can meet meets, much of it delivered after closings.

    A share of the persons is `contested`: their changes are cancelled over and over. A late base comes in two
    files, the second after months were closed.
    """
    random = Random(seed)
    places = [make_place(random, code, persons) for code in municipality_sample(random, municipalities)]
    lives = [
        (make_contested_life if random.random() < contested else make_life)(random, place, number)
        for place in places
        for number in range(1, persons + 1)
    ]
    return told(random, lives, late=late, is_base_late=is_base_late)


def steady_chronicle(
    seed: int, *, municipalities: int = 3, persons: int = 400, shares: Shares | None = None
) -> Chronicle:
    """Return a register like one of a city: most rows in time and right, these shares of them not."""
    random = Random(seed)
    shares = shares or Shares()
    places = [make_place(random, code, persons) for code in municipality_sample(random, municipalities)]
    lives = [
        make_steady_life(random, place, number, shares)
        for place in places
        for number in range(1, persons + 1)
    ]
    return told(random, lives, late=shares.late)


def told(random: Random, lives: Sequence[Life], *, late: float, is_base_late: bool = False) -> Chronicle:
    """Return the bases, then delivery after delivery, with closings after each of them."""
    rows = dirty_rows(random, [row for life in lives for row in life.changes], conflicts=True)
    codes = sorted({life.place.code for life in lives})
    first_month = min(f"{life.place.base_date:%Y-%m}" for life in lives)
    delivered = by_delivery(random, rows, first_month, late=late)
    bases = sorted(base_files(random, lives, conflicts=True).items())
    second = [Delivery(name, content) for name, content in bases if is_base_late and name.startswith("02")]
    first = [Delivery(name, content) for name, content in bases]
    entries: list[Delivery | MonthWord] = [delivery for delivery in first if delivery not in second]
    closed: dict[str, str | None] = dict.fromkeys(codes)
    for number, (month, batch) in enumerate(sorted(delivered.items()), start=10):
        content = to_bytes(random, CHANGE_COLUMNS, shuffled(random, batch))
        entries.append(Delivery(f"{number}_changes.csv", content))
        entries += month_words(random, closed, months_between(first_month, month))
        if number == LATE_BASE_COMES_WITH:
            entries += second
    return tuple(entries)


def by_delivery(
    random: Random, rows: Sequence[Cells], first_month: str, *, late: float
) -> dict[str, list[Cells]]:
    """Return the rows by the last month of the delivery that brings them."""
    recorded = [row["処理日時"][:7] for row in rows]
    months = months_between(first_month, max(month for month in recorded if month[4:5] == "-"))
    ends = months[MONTHS_PER_DELIVERY - 1 :: MONTHS_PER_DELIVERY]
    ends = ends if ends[-1] == months[-1] else [*ends, months[-1]]
    delivered: dict[str, list[Cells]] = defaultdict(list)
    for row, month in zip(rows, recorded, strict=True):
        in_time = next((place for place, end in enumerate(ends) if month <= end), len(ends) - 1)
        delay = random.choice((1, 1, 2, 4)) if random.random() < late else 0
        delivered[ends[min(in_time + delay, len(ends) - 1)]].append(row)
    return delivered


def month_words(random: Random, closed: dict[str, str | None], months: Sequence[str]) -> list[MonthWord]:
    """Return closings after a delivery, and remember them in `closed`; one in ten sets a month back."""
    words: dict[str | None, list[str]] = defaultdict(list)
    for code, through in closed.items():
        chance = random.random()
        if chance < 0.1 and through:
            earlier = [month for month in months if month < through]
            words[random.choice([*earlier[-2:], None])].append(code)
        elif chance < 0.7:
            target = random.choice(months[-3:])
            if through is None or target > through:
                words[target].append(code)
    for target, codes in words.items():
        closed.update(dict.fromkeys(codes, target))
    return [MonthWord(tuple(codes), target) for target, codes in words.items()]
