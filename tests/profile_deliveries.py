"""One register in several profiles: std deliveries, the same as legacy, extracts of three of its cities.

- PROMPT processes every change on the day of its notification.
- SLOW processes up to three days later, now and then in the next month, everything by the base date at once.
- UNTIMED is SLOW as its extracts tell it: 処理日時 is the day of notification, the household is that on the
  day of the delivery.
- FORGETFUL processes at once, but its file takes out what is cancelled and what is overwritten.
- REMAINDER is FORGETFUL as its extracts tell it: rows without a record are left out.
- RANDOM has every reason and every oddity that a sound row can have, and no extracts.

No record of the register file has 異動区分; the deliveries leave it blank where there are extracts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from ingest.loading import load_deliveries
from ingest.shapes import Assignment
from tests.ingest.deliveries import to_bytes
from tests.ingest.hachinohe_lives import Processing, at_once, live
from tests.ingest.hachinohe_writing import written
from tests.ingest.legacy_writing import legacy_csv
from tests.ingest.life import Life
from tests.ingest.life_records import acts_after, file_of, told_changes
from tests.ingest.lives_as_std import change_rows, resident_rows
from tests.ingest.stores import Store
from tests.oracle.calendar import first_day_after, months_between, next_month
from tests.random_registers.columns import Cells
from tests.random_registers.people import Place, make_life

PROMPT, SLOW, UNTIMED, RANDOM = "022039", "023035", "022012", "022021"
FORGETFUL, REMAINDER = "022047", "022055"
BASE_DATE = date(2025, 3, 31)
MONTH_ENDS = (BASE_DATE, date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30))
PERSONS = [f"{number:03}" for number in range(1, 121)]
RANDOM_PLACE = Place(RANDOM, date(2023, 12, 31), ("0001001", "0001002", "0060000", ""), households=60)


@dataclass(frozen=True)
class Delivery:
    """A std delivery, complete up to a day."""

    name: str
    rows: list[Cells]
    through: date


def days_later(number: str, notified: date) -> date:
    """Up to three days later, so that no two changes of a person change places."""
    lag = Random(f"{number} {notified}").randrange(4) if notified > BASE_DATE else 0
    return notified + timedelta(lag)


@dataclass(frozen=True)
class Register:
    """How a city keeps its register: the seed of its lives, when it processes, whether its file forgets."""

    seed: int
    processing: Processing = at_once
    is_forgetful: bool = False


REGISTERS = {
    PROMPT: Register(5),
    SLOW: Register(18, days_later),
    UNTIMED: Register(18, days_later),
    FORGETFUL: Register(16, is_forgetful=True),
    REMAINDER: Register(16, is_forgetful=True),
}
AS_TOLD = {SLOW: UNTIMED, FORGETFUL: REMAINDER}
"""The city that has in std what the extracts of another one tell."""


@cache
def lives_by(day: date, city: str) -> list[Life]:
    """Return the lives of a city as processed up to a day."""
    register = REGISTERS[city]
    return [
        live(number, register.seed, day, register.processing, is_forgetful=register.is_forgetful)
        for number in PERSONS
    ]


def rows_by(day: date, city: str) -> list[Cells]:
    """Return the changes of a city since the base as it tells them on a day."""
    rows: list[Cells] = []
    for life in lives_by(day, city):
        if city in AS_TOLD.values():
            told = change_rows(life, acts_after(BASE_DATE, told_changes(life)), city, at_once)
            rows += [row | {"世帯番号": life.state.home} for row in told]
        else:
            since = acts_after(BASE_DATE, life.changes)
            rows += change_rows(life, since, city, REGISTERS[city].processing)
    return rows


def monthly_deliveries() -> Iterator[Delivery]:
    """Yield the 全件データ of the cities at every month's end, and what they processed since the last."""
    told: set[tuple[str, ...]] = set()
    for day in MONTH_ENDS:
        residents, changes = [], []
        for city in REGISTERS:
            as_told = city in AS_TOLD.values()
            residents += resident_rows(lives_by(day, city), city, day, as_told=as_told)
            changes += rows_by(day, city)
        yield Delivery(f"{day:%Y%m%d}_residents.csv", residents, day)
        new = {key(row): row for row in changes if key(row) not in told}
        told |= new.keys()
        yield Delivery(f"{day:%Y%m%d}_changes.csv", list(new.values()), day)


def key(row: Cells) -> tuple[str, ...]:
    return row["市区町村コード"], row["宛名番号"], row["履歴番号"]


def random_deliveries() -> Iterator[Delivery]:
    """Yield a base, and month by month what was recorded, in no order."""
    random = Random(3)
    lives = [make_life(random, RANDOM_PLACE, number) for number in range(1, 121)]
    base_month = f"{RANDOM_PLACE.base_date:%Y-%m}"
    bases = [life.base for life in lives if life.base]
    yield Delivery("20231231_residents.csv", bases, RANDOM_PLACE.base_date)
    rows = [row for life in lives for row in life.changes]
    first = next_month(base_month)
    for month in months_between(first, max(row["処理日時"][:7] for row in rows)):
        batch = [row for row in rows if max(row["処理日時"][:7], first) == month]
        through = first_day_after(month) - timedelta(1)
        yield Delivery(f"{month}_changes.csv", random.sample(batch, k=len(batch)), through)


def load_files(store: Store, folder: Path, *, legacy: bool) -> None:
    folder.mkdir()
    for delivery in (*random_deliveries(), *monthly_deliveries()):
        path = folder / delivery.name
        path.write_bytes(legacy_csv(delivery.rows) if legacy else to_bytes(delivery.rows))
        (loaded,) = store.load(path, through=delivery.through.isoformat())
        assert loaded.profile == ("legacy" if legacy else "std")


def load_extracts(store: Store, folder: Path) -> None:
    for day in MONTH_ENDS:
        for city in (PROMPT, *AS_TOLD):
            path = written(file_of(lives_by(day, city), day), folder / city)
            load_deliveries(store.home, [Assignment(path, municipality_code=city)], report=lambda _: None)
