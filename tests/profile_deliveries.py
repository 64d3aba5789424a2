"""One register in several profiles: std deliveries, the same as legacy, extracts of two of its cities.

- PROMPT processes every change on the day of its notification.
- SLOW processes up to three days later, now and then in the next month, everything by the base date at once.
- UNTIMED is SLOW with what its extracts do not know left out: 処理日時 is the day of notification, the
  household is the one on the day of the delivery.
- RANDOM has every reason and every oddity that a sound row can have, and no extracts.

No record of the register file has 異動区分; the deliveries leave it blank where there are extracts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from ingest.loading import load_deliveries
from ingest.shapes import Assignment
from tests.ingest.deliveries import to_bytes
from tests.ingest.hachinohe_lives import Life, Processing, at_once, file_of, live
from tests.ingest.hachinohe_writing import written
from tests.ingest.legacy_writing import legacy_csv
from tests.ingest.lives_as_std import change_rows, resident_rows
from tests.ingest.stores import Store
from tests.oracle.calendar import first_day_after, months_between, next_month
from tests.random_registers.columns import Cells
from tests.random_registers.people import Place, make_life

PROMPT, SLOW, UNTIMED, RANDOM = "022039", "023035", "022012", "022021"
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


REGISTERS: dict[str, tuple[int, Processing]] = {
    PROMPT: (7, at_once),
    SLOW: (8, days_later),
    UNTIMED: (8, days_later),
}
"""The seed of a city's lives and how it processes what is notified."""


def lives_by(day: date, city: str) -> list[Life]:
    """Return the lives of a city as processed up to a day."""
    seed, processing = REGISTERS[city]
    return [live(number, seed, day, processing) for number in PERSONS]


def changes_of(life: Life, city: str) -> list[Cells]:
    """Return the changes of a life as the city tells them."""
    if city == UNTIMED:
        return [row | {"世帯番号": life.state.home} for row in change_rows(life, city, at_once)]
    return list(change_rows(life, city, REGISTERS[city][1]))


def monthly_deliveries() -> Iterator[Delivery]:
    """Yield the 全件データ of three cities at every month's end, and what they processed since the last.

    With the base come the 転出 that are planned by then.
    """
    told: set[tuple[str, ...]] = set()
    for day in MONTH_ENDS:
        residents, changes = [], []
        for city in REGISTERS:
            lives = lives_by(day, city)
            residents += resident_rows(lives, city, day)
            changes += [row for life in lives for row in changes_of(life, city)]
        yield Delivery(f"{day:%Y%m%d}_residents.csv", residents, day)
        new = {key(row): row for row in changes if counted_day(row) > BASE_DATE and key(row) not in told}
        told |= new.keys()
        yield Delivery(f"{day:%Y%m%d}_changes.csv", list(new.values()), day)


def key(row: Cells) -> tuple[str, ...]:
    return row["市区町村コード"], row["宛名番号"], row["履歴番号"]


def counted_day(row: Cells) -> date:
    """Return the day of processing, or that of a 転出 planned for later; nothing else is ahead."""
    return max(date.fromisoformat(row["処理日時"][:10]), date.fromisoformat(row["異動年月日"]))


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
        for city in (PROMPT, SLOW):
            path = written(file_of(lives_by(day, city), day), folder / city)
            load_deliveries(store.home, [Assignment(path, municipality_code=city)], report=lambda _: None)
