"""From people to delivery files: several municipalities mixed, several files, rows in no order."""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.oracle.values import SEEDS
from tests.random_registers.columns import AREA_COLUMNS, CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells
from tests.random_registers.dirt import faulty, sent_again, sent_otherwise, soiled
from tests.random_registers.people import Life, Place, make_life

BASE_DATES = (date(2023, 12, 31), date(2023, 12, 31), date(2024, 1, 31), date(2024, 1, 15), date(2024, 2, 29))
TOWNS = ("0001001", "0001002", "0060000", "0118001", "9000123", "")

Record = list[str]


@dataclass(frozen=True)
class RandomStore:
    """Delivery files by name; the names sort in the order they are meant to be loaded."""

    files: dict[str, bytes]
    municipalities: tuple[str, ...]
    """With a base; one more municipality sends changes and never a base."""


def municipality_sample(random: Random, count: int) -> list[str]:
    """Return real codes of cities, towns and villages."""
    with (SEEDS / "municipality_codes.csv").open(encoding="utf-8-sig", newline="") as stream:
        codes = [
            row["municipality_code"]
            for row in csv.DictReader(stream)
            if row["municipality_kind"] in ("city", "town", "village")
        ]
    return random.sample(codes, k=count)


def make_lives(random: Random, place: Place, persons: int) -> list[Life]:
    return [make_life(random, place, number) for number in range(1, persons + 1)]


def dirty_rows(random: Random, rows: Sequence[Cells]) -> list[Cells]:
    """Return the rows with what exports get wrong mixed in. A faulty row has a key of its own."""
    mixed: list[Cells] = []
    for row in rows:
        loaded = soiled(random, row) if random.random() < 0.12 else row
        mixed.append(loaded)
        chance = random.random()
        if chance < 0.04:
            mixed.append(sent_again(random, loaded))
        elif chance < 0.06:
            mixed.append(sent_otherwise(random, loaded))
        elif chance < 0.10:
            mixed.append(faulty(random, row | {"履歴番号": str(int(row["履歴番号"]) + 1000)}))
    return mixed


def shuffled(random: Random, rows: Sequence[Cells]) -> list[Cells]:
    return random.sample(rows, k=len(rows))


def to_bytes(random: Random, columns: tuple[str, ...], rows: Sequence[Cells]) -> bytes:
    """Return a CSV file: columns in any order, with a BOM or without, a torn record now and then."""
    header = random.sample(columns, k=len(columns))
    records: list[Record] = [[row[column] for column in header] for row in rows]
    for place in sorted(random.sample(range(len(records)), k=min(2, len(records) // 20)), reverse=True):
        torn = list(records[place])
        records.insert(place, random.choice((torn[:-1], [*torn, ""])))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=random.choice(("\r\n", "\n"))).writerows([header, *records])
    return text.getvalue().encode(random.choice(("utf-8", "utf-8-sig")))


def later_residents(random: Random, lives: Sequence[Life]) -> list[Cells]:
    """Return a later 全件データ of some persons: it is compared and changes nothing."""
    rows = []
    for life in lives:
        if random.random() < 0.1:
            day = life.place.base_date + timedelta(days=45)
            row = blank_cells(RESIDENT_COLUMNS) | {column: life.state[column] for column in life.state}
            rows.append(row | {"宛名番号": str(life.number), "履歴番号": "900", "基準日": day.isoformat()})
    return rows


def with_areas(random: Random, rows: Sequence[Cells]) -> list[Cells]:
    return [
        row | {column: random.choice(("01", "第三中学校区", "")) for column in AREA_COLUMNS} for row in rows
    ]


def random_store(seed: int, *, municipalities: int = 40, persons: int = 25) -> RandomStore:
    """Return the deliveries of a random store: the base in two files, changes in three, a later 全件データ."""
    random = Random(seed)
    *codes, without_base = municipality_sample(random, municipalities + 1)
    places = [
        Place(code, random.choice(BASE_DATES), tuple(random.sample(TOWNS, k=4)), max(2, persons // 2))
        for code in codes
    ]
    lives = [life for place in places for life in make_lives(random, place, persons)]
    base = dirty_rows(random, [life.base for life in lives if life.base is not None])
    changes = dirty_rows(random, [row for life in lives for row in life.changes])
    strays = [
        row
        for life in make_lives(random, Place(without_base, BASE_DATES[0], TOWNS, 3), 4)
        for row in life.changes
    ]
    changes = shuffled(random, changes + strays)
    cut = len(base) // 3
    third = len(changes) // 3
    later = with_areas(random, later_residents(random, lives))
    files = {
        "01_residents.csv": to_bytes(random, RESIDENT_COLUMNS, base[cut:]),
        "02_residents.csv": to_bytes(
            random, (*RESIDENT_COLUMNS, *AREA_COLUMNS), with_areas(random, base[:cut])
        ),
        "03_changes.csv": to_bytes(random, CHANGE_COLUMNS, changes[:third]),
        "04_changes.csv.gz": gzip.compress(
            to_bytes(random, CHANGE_COLUMNS, changes[third : 2 * third]), mtime=0
        ),
        "05_changes.csv": to_bytes(random, CHANGE_COLUMNS, changes[2 * third :]),
        "06_residents.csv": to_bytes(random, (*RESIDENT_COLUMNS, *AREA_COLUMNS), later),
    }
    return RandomStore(files, tuple(codes))


def write_files(store: RandomStore, folder: Path) -> list[Path]:
    """Write the files and return their paths in load order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in sorted(store.files.items()):
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    return paths
