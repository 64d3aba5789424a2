"""From people to delivery files: several municipalities mixed, several files, rows in no order."""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from tests.oracle.values import SEEDS
from tests.random_registers.columns import AREA_COLUMNS, CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells
from tests.random_registers.dirt import faulty, sent_again, sent_otherwise, soiled
from tests.random_registers.people import Life, Place, make_life

BASE_DATES = (date(2023, 12, 31), date(2023, 12, 31), date(2024, 1, 31), date(2024, 1, 15), date(2024, 2, 29))
WITH_AREAS = (*RESIDENT_COLUMNS, *AREA_COLUMNS)
LATER_BASE_DATE = date(2024, 4, 30)
LATER_RESIDENTS = "99"
"""How the file of a second residents delivery begins, after which nobody is counted anew."""
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


def make_place(random: Random, code: str, persons: int) -> Place:
    towns = tuple(random.sample(TOWNS, k=4))
    return Place(code, random.choice(BASE_DATES), towns, households=max(2, persons // 2))


def make_lives(random: Random, place: Place, persons: int) -> list[Life]:
    return [make_life(random, place, number) for number in range(1, persons + 1)]


def dirty_rows(random: Random, rows: Sequence[Cells], *, conflicts: bool) -> list[Cells]:
    """Return the rows with what exports get wrong mixed in. A faulty row has a key of its own."""
    mixed: list[Cells] = []
    for row in rows:
        loaded = soiled(random, row) if random.random() < 0.12 else row
        mixed.append(loaded)
        chance = random.random()
        if chance < 0.04:
            mixed.append(sent_again(random, loaded))
        elif chance < 0.06 and conflicts:
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
            row = blank_cells(RESIDENT_COLUMNS) | life.state
            key = {"宛名番号": str(life.number), "履歴番号": "900", "基準日": LATER_BASE_DATE.isoformat()}
            rows.append(row | key)
    return rows


def with_areas(random: Random, rows: Sequence[Cells]) -> list[Cells]:
    codes = ("01", "第三中学校区", "")
    return [row | {column: random.choice(codes) for column in AREA_COLUMNS} for row in rows]


def base_files(random: Random, lives: Sequence[Life], *, conflicts: bool) -> dict[str, bytes]:
    """Return two files for each base date ("the same date on every row"), the second with area columns."""
    files = {}
    for day in sorted({life.place.base_date for life in lives}):
        bases = [life.base for life in lives if life.base is not None and life.place.base_date == day]
        cut = len(bases) * 2 // 3
        whole = dirty_rows(random, bases[:cut], conflicts=conflicts)
        split = dirty_rows(random, with_areas(random, bases[cut:]), conflicts=conflicts)
        files[f"01_residents_{day:%Y%m%d}.csv"] = to_bytes(random, RESIDENT_COLUMNS, whole)
        files[f"02_residents_{day:%Y%m%d}.csv"] = to_bytes(random, WITH_AREAS, split)
    return files


def change_files(random: Random, rows: Sequence[Cells]) -> dict[str, bytes]:
    """Return three files of changes, in no order at all."""
    rows = shuffled(random, rows)
    third = len(rows) // 3
    return {
        "03_changes.csv": to_bytes(random, CHANGE_COLUMNS, rows[:third]),
        "04_changes.csv.gz": gzip.compress(to_bytes(random, CHANGE_COLUMNS, rows[third:-third]), mtime=0),
        "05_changes.csv": to_bytes(random, CHANGE_COLUMNS, rows[-third:]),
    }


def random_store(
    seed: int, *, municipalities: int = 40, persons: int = 25, conflicts: bool = True
) -> RandomStore:
    """Return the deliveries of a random store; the last municipality sends changes and never a base."""
    random = Random(seed)
    *codes, without_base = municipality_sample(random, municipalities + 1)
    places = [make_place(random, code, persons) for code in codes]
    lives = [life for place in places for life in make_lives(random, place, persons)]
    changes = dirty_rows(random, [row for life in lives for row in life.changes], conflicts=conflicts)
    strangers = make_lives(random, make_place(random, without_base, persons), 4)
    changes += [row for life in strangers for row in life.changes]
    later = with_areas(random, later_residents(random, lives))
    last = to_bytes(random, WITH_AREAS, later)
    files = (
        base_files(random, lives, conflicts=conflicts)
        | change_files(random, changes)
        | {f"{LATER_RESIDENTS}_residents.csv": last}
    )
    return RandomStore(files, tuple(codes))


def resplit_store(store: RandomStore, *, seed: int) -> RandomStore:
    """Return the same rows, torn records apart, in other files and another order of rows and columns."""
    random = Random(seed)
    files = {}
    for kind, columns, pieces in (("residents", WITH_AREAS, 1), ("changes", CHANGE_COLUMNS, 5)):
        groups: dict[str, list[Cells]] = {}
        for name, content in store.files.items():
            if kind in name:
                group = name.split("_")[-1] if kind == "residents" else ""  # one base date to a file
                groups.setdefault(group, []).extend(read_rows(name, content, columns))
        for number, (group, rows) in enumerate(groups.items()):
            rows = shuffled(random, rows)
            for piece in range(pieces):
                place = LATER_RESIDENTS if group == "residents.csv" else f"{number}{piece}"
                files[f"{place}_{kind}.csv"] = to_bytes(random, columns, rows[piece::pieces])
    return RandomStore(files, store.municipalities)


def read_rows(name: str, content: bytes, columns: tuple[str, ...]) -> list[Cells]:
    """Return the whole records of a file."""
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    header, *records = csv.reader(io.StringIO(plain.decode("utf-8-sig"), newline=""))
    whole = [record for record in records if len(record) == len(header)]
    return [blank_cells(columns) | dict(zip(header, record, strict=True)) for record in whole]


def write_files(store: RandomStore, folder: Path) -> list[Path]:
    """Write the files and return their paths in load order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in sorted(store.files.items()):
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    return paths
