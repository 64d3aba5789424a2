"""The bounds of the quarantine hold: however refused rows are mended and accepted, totals stay within.

The platform says the bounds of a dirty store once; the oracle then tries many ways to mend it. That the
oracle counts as the platform does is proved elsewhere. Bounds that are never reached would be worth little.
"""

import copy
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.command_line import jukistat, open_store
from tests.ingest.deliveries import change, resident, write
from tests.oracle.judging import Store, load_all, read_file
from tests.oracle.tables import Oracle, month_of
from tests.published_marts import query
from tests.random_registers import random_store, write_files
from tests.random_registers.mending import accept, withholding_store

WAYS = 60
"""How often each store is mended, each time in another way."""


File = tuple[list[str], list[list[str]]]
"""Header and records of a delivery."""


def published_bounds(home: Path) -> dict[str, tuple[date, int, int, int]]:
    """Return month, population, lowest and highest of every municipality."""
    rows = query(
        home,
        "select municipality_code, stat_month, population_count, lowest_count, highest_count"
        " from quarantine_bounds",
    )
    return {code: (month, population, lowest, highest) for code, month, population, lowest, highest in rows}


def commonest(file: File, column: str) -> str:
    header, records = file
    values = Counter(record[header.index(column)] for record in records if len(record) == len(header))
    return values.most_common(1)[0][0]


def codes_in(file: File, store: Store) -> list[str]:
    """Return the municipalities with a base that the file has rows of."""
    header, records = file
    place = header.index("市区町村コード")
    return sorted(store.base_dates.keys() & {record[place] for record in records if len(record) > place})


def mended(random: Random, store: Store, files: dict[str, File]) -> Store:
    """Return the store with every refused row, or any half of them, accepted in one way or other."""
    accepted = copy.deepcopy(store)
    count = int(len(store.quarantine) * random.choice((0.5, 1, 1)))
    for name, row_number, _, rule in random.sample(store.quarantine, k=count):
        header, records = files[name]
        record = [*records[row_number - 1], ""][: len(header)]
        cells = dict(zip(header, record, strict=True))
        if "基準日" in cells:
            cells["基準日"] = commonest(files[name], "基準日")
        accept(random, accepted, cells, codes_in(files[name], store), replaces=rule == "conflicting_row")
    return accepted


def populations(oracle: Oracle, months: dict[str, str]) -> dict[str, int]:
    return {code: sum(1 for _ in oracle.residents_at(code, month)) for code, month in months.items()}


@pytest.mark.parametrize("seed", [2])
def test_no_way_of_mending_leaves_the_bounds(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    paths = write_files(withholding_store(random, random_store(seed)), tmp_path / "deliveries")
    home = open_store(tmp_path / "home")
    jukistat(home, "load", tmp_path / "deliveries")
    jukistat(home, "build")
    bounds = published_bounds(home)
    months = {code: month_of(month) for code, (month, *_) in bounds.items()}
    store = load_all(sorted(paths, key=lambda path: ("residents" not in path.name, path.name)))
    assert populations(Oracle(store), months) == {code: bound[1] for code, bound in bounds.items()}
    files = {path.name: read_file(path) for path in paths}
    totals = [populations(Oracle(mended(random, store, files)), months) for _ in range(WAYS)]
    outside = [
        f"{code} {way}: {total[code]} is not in {lowest} to {highest}"
        for way, total in enumerate(totals)
        for code, (_, _, lowest, highest) in bounds.items()
        if not lowest <= total[code] <= highest
    ]
    assert outside == []
    moves = {total[code] - now for total in totals for code, (_, now, *_) in bounds.items()}
    assert min(moves) < 0 < max(moves), "no way of mending moved a total"


def test_bounds_are_reached(tmp_path: Path) -> None:
    """An entry and a row of the base wait, a removal, an amendment: two up, one down, and so it comes.

    What the register sent again in good form widens the bounds no longer.
    """
    home = open_store(tmp_path / "home")
    unread = {"性別": "9"}
    base = [*(resident(number) for number in range(1, 6)), resident(6, **unread)]
    entry, removal = {"異動事由コード": "11"}, {"異動事由コード": "23"}
    changes = [change(7, 1, **entry, **unread), change(1, **removal, **unread), change(2, **unread)]
    jukistat(home, "load", write(tmp_path / "base.csv", base), write(tmp_path / "changes.csv", changes))
    jukistat(home, "build")
    counts = "population_count, waiting_count, unplaced_count, lowest_count, highest_count"
    assert query(home, f"select {counts} from quarantine_bounds") == [(5, 4, 0, 4, 7)]
    sent_again = write(tmp_path / "changes_2.csv", [change(7, 1, **entry)])
    jukistat(home, "load", write(tmp_path / "base_2.csv", [resident(6)]), sent_again)
    jukistat(home, "build")
    assert query(home, f"select {counts} from quarantine_bounds") == [(7, 2, 0, 6, 7)]
