"""Persons gone longer than the retention period are cut off; no published number changes (04-privacy 4.2).

What can never happen: someone on the register, or not gone long enough, is cut off; a stopped purge is built
from; or a table printed before the purge cannot be made again after it.
"""

import json
import shutil
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ingest.digests import number_digests
from ingest.keys import open_key
from ingest.links import read_links
from ingest.retention import RetentionPurge, purge_departed
from store.errors import ConfigurationError, UsageError
from store.home import open_home
from store.ledger import pending_purge
from tests.command_line import jukistat, open_store, report_of
from tests.file_search import traces_under
from tests.ingest.deliveries import CITY, change, resident, write
from tests.ingest.stores import Store, tree_digest
from tests.interruptions import photographs
from tests.random_registers.columns import Cells
from tests.shared_homes import shared_folder
from warehouse.build import build
from warehouse.departures import read_departed

BEFORE = "2024-03-01"


def left(number: int, day: str, born: str = "1984-06-15", reason: str = "21", history: int = 2) -> Cells:
    """Return a change that takes a person of a household of their own off the register on a day."""
    return change(
        number,
        history,
        異動事由コード=reason,
        異動年月日=day,
        届出年月日=day,
        処理日時=f"{day}T10:00:00",
        生年月日=born,
        世帯番号=str(number),
    )


BIRTHS = {
    1: "1984-06-15",
    2: "1984-02-20",
    3: "1984-02-09",
    4: "1984-02-01",
    5: "1984-02-00",
    6: "1984-02-29",
    7: "1984-06-15",
    8: "1984-06-15",
    9: "1984-06-15",
}
"""2, 3 and 4 leave on 10 February: before, after and long after their 40th birthday."""
BASE = [resident(number, 生年月日=born, 世帯番号=str(number)) for number, born in BIRTHS.items()]
CHANGES = [
    *(left(number, "2024-02-10", BIRTHS[number]) for number in (1, 2, 3, 4, 5)),
    change(6, 2, 生年月日="1984-02-15", 世帯番号="6", 異動事由コード="34"),
    left(6, "2024-02-27", "1984-02-15", "23", history=3),
    left(7, "2024-02-10"),
    left(7, "2024-04-10", reason="11", history=3),
    left(8, "2024-03-01"),
    change(10, 1, 異動事由コード="11", 生年月日="1990-06-15", 世帯番号="1"),
    left(11, "2024-01-10", "1984-06-15", "11", history=1) | {"世帯番号": "12"},
    left(11, "2024-02-10", "1984-06-15", history=2) | {"世帯番号": "12"},
    left(12, "2024-01-10", "1990-06-15", "11", history=1) | {"世帯番号": "12"},
]
LATER = [
    resident(9, 基準日="2024-02-28", 生年月日="1984-06-16", 世帯番号="9"),
    resident(6, 基準日="2024-01-31", 生年月日="1984-02-29", 世帯番号="6"),
]
DEPARTED = [1, 2, 3, 4, 5, 6, 11]
"""7 came back, 8 left on the day itself, 9, 10 and 12 are on the register."""
HOUSEHOLDS = [2, 3, 4, 5, 6]
"""10 belonged to household 1 too, 12 to that of 11."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which persons left before, on and after the day of the purge; built."""
    return shared_folder(tmp_path_factory, "retention", publish_departed) / "home"


def publish_departed(folder: Path) -> None:
    home = open_store(folder / "home")
    lists = [write(folder / f"later_{place}.csv", [row]) for place, row in enumerate(LATER)]
    jukistat(home, "load", write(folder / "base.csv", BASE), write(folder / "changes.csv", CHANGES), *lists)
    jukistat(home, "build")


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Store:
    """A home of its own for a test that changes it."""
    return Store(open_home(shutil.copytree(built, tmp_path / "home")))


def purge(store: Store, before: str = BEFORE) -> RetentionPurge:
    return purge_departed(store.home, date.fromisoformat(before), read_departed)


def marts_of(home: Path, version: str) -> dict[str, pl.DataFrame]:
    """Return every mart of a version."""
    folder = home / "published" / version / "parquet"
    return {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


def digests_of(store: Store, domain: str, numbers: list[int]) -> list[int]:
    """Return the first half of the digests of these numbers under the key of the home."""
    digests = number_digests(open_key(store.home), domain, CITY, np.array(numbers))
    return digests["digest_high"].to_list()


def birth_days(store: Store) -> dict[int, set[int | None]]:
    """Return the days of birth that the ledger has of each number; rows stand as they were delivered."""
    residents = [*BASE, *LATER]
    days: dict[int, set[int | None]] = {}
    for kind, delivered in (("residents", residents), ("changes", CHANGES)):
        for row, day in zip(delivered, store.rows(kind)["birth_day"], strict=True):
            days.setdefault(int(row["宛名番号"]), set()).add(day)
    return days


def test_tables_are_the_same_after_a_purge(copied: Store) -> None:
    home = copied.home.root
    said = jukistat(home, "purge", "--before", BEFORE).stdout
    counted = f"links of {len(DEPARTED)} persons gone before {BEFORE} and of {len(HOUSEHOLDS)} households"
    assert counted in said
    jukistat(home, "build")
    before, after = marts_of(home, "v0001"), marts_of(home, "v0002")
    assert before.keys() == after.keys()
    assert [mart for mart, rows in before.items() if not rows.equals(after[mart])] == []
    assert before["movements_monthly"].height and before["reconciliation_attributes"].height
    last = json.loads((copied.home.logs / "jukistat.jsonl").read_text("utf-8").splitlines()[-1])
    assert last["event"] == "departed_purged"
    assert set(last) == {"at", "event", "before", "persons", "households", "rows"}


def test_birth_dates_are_reduced_to_what_the_tables_need(copied: Store) -> None:
    """The 2nd for most; after the movement for who moved before the birthday; two days stay two."""
    before = birth_days(copied)
    assert before[6] == {29, 15}
    purge(copied)
    reduced = {1: {2}, 2: {11}, 3: {2}, 4: {1}, 5: {None}, 6: {28, 2}, 11: {2}}
    assert birth_days(copied) == before | reduced


def test_links_of_the_departed_go_and_others_stay(copied: Store) -> None:
    persons, households = list(range(1, 13)), [*range(1, 10), 12]
    known = {domain: digests_of(copied, domain, persons) for domain in ("person", "household")}
    purged = purge(copied)
    assert (purged.persons, purged.households) == (len(DEPARTED), len(HOUSEHOLDS))
    links = set(read_links(copied.home, CITY)["digest_high"])
    assert [n for n in persons if known["person"][n - 1] not in links] == DEPARTED
    assert [n for n in households if known["household"][n - 1] not in links] == HOUSEHOLDS


def test_a_second_purge_finds_nothing(copied: Store) -> None:
    purge(copied)
    state = tree_digest(copied.home.root)
    assert purge(copied) == RetentionPurge(BEFORE, persons=0, households=0, rows=0)
    assert tree_digest(copied.home.root) == state


def test_a_purge_killed_anywhere_is_finished_by_the_next(copied: Store, tmp_path: Path) -> None:
    """The build file is read only, so all copies share it."""
    act = partial(purge, copied)
    copies = photographs(copied.home.root, tmp_path / "copies", act, without=("warehouse",))
    were_pending = set()
    for copy in copies:
        (copy / "warehouse").symlink_to(copied.home.warehouse)
        store = Store(open_home(copy))
        is_pending = pending_purge(store.home).exists()
        were_pending.add(is_pending)
        if is_pending:
            with pytest.raises(ConfigurationError, match="A purge was stopped before its end"):
                build(store.home)
        purge(store)
        for kind in ("residents", "changes"):
            assert store.rows(kind).equals(copied.rows(kind)), copy.name
        assert read_links(store.home, CITY).equals(read_links(copied.home, CITY)), copy.name
        assert not pending_purge(store.home).exists()
    assert were_pending == {False, True}


def test_nobody_is_cut_off_by_what_an_older_build_knew(copied: Store, tmp_path: Path) -> None:
    copied.load(write(tmp_path / "back.csv", [left(1, "2024-05-10", reason="11", history=3)]))
    state = tree_digest(copied.home.root)
    refused = jukistat(copied.home.root, "purge", "--before", BEFORE, exit_code=2)
    assert "was not built from all that is loaded now. Run `jukistat build` first." in refused.stderr
    assert tree_digest(copied.home.root) == state


def test_departures_to_come_are_not_purged(copied: Store) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    with pytest.raises(UsageError, match="is yet to come"):
        purge(copied, tomorrow)


def test_crypto_erasure_cuts_every_fact_off(copied: Store, tmp_path: Path) -> None:
    """With the key zone destroyed facts and tables stay; nothing computed from a number is left."""
    home = copied.home.root
    persons = list(range(1, 13))
    digests = [*digests_of(copied, "person", persons), *digests_of(copied, "household", persons)]
    traces = {str(digest).encode(): "digest" for digest in digests}
    traces |= {digest.to_bytes(8, "little"): "digest in bytes" for digest in digests}
    traces |= {f"{digest:016x}".encode(): "digest in hex" for digest in digests}
    found = traces_under([home], traces)
    assert found
    assert all(str(copied.home.key_zone) in sentence for sentence in found)
    kept = {zone: tree_digest(zone) for zone in (copied.home.ledger, copied.home.published)}
    shutil.rmtree(copied.home.key_zone)
    delivery = write(tmp_path / "changes.csv", [left(9, "2024-05-10")])
    for verb in (("load", delivery), ("keys", "init"), ("keys", "status")):
        assert "The key zone of" in jukistat(home, *verb, exit_code=4).stderr
    assert traces_under([home], traces) == []
    assert {zone: tree_digest(zone) for zone in kept} == kept
    assert report_of(home, "status")["published"]["version"] == "v0001"
