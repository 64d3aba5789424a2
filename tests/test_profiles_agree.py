"""The same register gives the same marts, whichever profile it comes in (01-feed, profiles)."""

from collections import Counter
from pathlib import Path

import pytest

from tests.command_line import jukistat, start_with_parsed
from tests.ingest.life_changes import CANCELLATIONS, NOTICE
from tests.ingest.stores import new_store
from tests.oracle.calendar import month_of
from tests.oracle.judging import load_all
from tests.oracle.tables import Oracle, signed_cells
from tests.profile_deliveries import (
    AS_TOLD,
    BASE_DATE,
    FORGETFUL,
    MONTH_ENDS,
    PROMPT,
    REMAINDER,
    SLOW,
    UNTIMED,
    load_extracts,
    load_files,
    monthly_deliveries,
)
from tests.published_marts import MONTH, differing_marts, query
from tests.random_registers.columns import Cells
from tests.shared_homes import shared_folder

PROFILES = ("std", "legacy", "hachinohe")
WHEN_LOADED = ("loaded_at", "last_loaded_at", "recording_lag_days")
DELIVERED = (*WHEN_LOADED, "delivery_id")
"""Columns that say when and by which delivery something came; an extract is two deliveries."""
REASONS = {
    *("11", "12", "13", "14", "15", "16", "19"),
    *("21", "22", "23", "24", "25", "26", "29"),
    *("31", "33", "34", "42", "49", "50"),
}
"""What the records of a register file can show."""
WITHOUT_ADDRESS = {"13", "16", "23", "26", "29"}
"""What only record 6 tells, which has the last entry and the last removal."""
INITIAL = "00"
Key = tuple[str, str]
"""Person and history number; that of an initial entry is blank."""
Line = tuple[str, str, int]
"""Month, reason and sign of movements on the register basis."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_folder(tmp_path_factory, "profiles", publish_profiles)


@pytest.fixture(scope="module")
def homes(folder: Path) -> dict[str, Path]:
    """A store with a published version for each profile."""
    return {profile: folder / profile for profile in PROFILES}


def publish_profiles(folder: Path) -> None:
    stores = {profile: new_store(folder / profile) for profile in PROFILES}
    load_files(stores["std"], folder / "std files", legacy=False)
    load_files(stores["legacy"], folder / "legacy files", legacy=True)
    load_extracts(stores["hachinohe"], folder / "extracts")
    for store in stores.values():
        start_with_parsed(store.home.root)
        jukistat(store.home.root, "build")


@pytest.fixture(scope="module")
def oracle(homes: dict[str, Path], folder: Path) -> Oracle:
    """The std deliveries, replayed in plain Python."""
    files = (folder / "std files").iterdir()
    return Oracle(load_all(sorted(files, key=lambda path: ("residents" not in path.name, path.name))))


@pytest.fixture(scope="module")
def delivered() -> dict[str, dict[Key, Cells]]:
    """The changes of each city in std, by person and history number."""
    cities: dict[str, dict[Key, Cells]] = {}
    for delivery in monthly_deliveries():
        for row in delivery.rows if "changes" in delivery.name else []:
            cities.setdefault(row["市区町村コード"], {})[row["宛名番号"], row["履歴番号"]] = row
    return cities


def test_std_and_legacy_make_the_same_marts(homes: dict[str, Path]) -> None:
    assert differing_marts(homes["std"], homes["legacy"], but=(*WHEN_LOADED, "profile")) == {}


def test_extracts_of_a_register_that_processes_at_once(homes: dict[str, Path]) -> None:
    """All marts are the same but one: the register file keeps no household of a day between two extracts.

    Nor has it history numbers, by which persons of a household act in a day.
    """
    found = differing_marts(homes["std"], homes["hachinohe"], cities=(PROMPT, PROMPT), but=DELIVERED)
    assert found.keys() == {"household_changes"}


@pytest.mark.parametrize(("city", "as_told"), AS_TOLD.items(), ids=["processed later", "without a record"])
def test_extracts_say_what_deliveries_say_that_tell_as_much(
    homes: dict[str, Path], city: str, as_told: str
) -> None:
    """All marts are the same but the cities' names, and in which order persons of a household act in a day.

    That order is the one of history numbers, which no record has; what becomes of the households is the same.
    """
    found = differing_marts(homes["std"], homes["hachinohe"], cities=(as_told, city), but=DELIVERED)
    assert found.keys() == {"municipality_codes", "household_changes"}
    told, extracted = days_of_households(homes["std"], as_told), days_of_households(homes["hachinohe"], city)
    assert told and told == extracted


def test_lives_of_every_reason_are_told(delivered: dict[str, dict[Key, Cells]]) -> None:
    """Planned ones too, and by the base date those of a 転出 to come.

    Of a register whose file keeps everything nothing is left out, and cancellations mean what they cancelled.
    """
    for city in (PROMPT, SLOW):
        rows = delivered[city].values()
        assert {row["異動事由コード"] for row in rows} == REASONS
        of_a_later_out_move = {row["異動事由コード"] for row in rows if row["処理日時"] < f"{BASE_DATE}T24"}
        assert of_a_later_out_move == {"19", "21", "22", "50"}
        assert {"31", "22"} < {row["異動事由コード"] for row in rows if row["異動年月日"] > learned(row)}
    assert delivered[SLOW].keys() == delivered[UNTIMED].keys()
    for name in ("異動事由コード", "異動年月日", "届出年月日", "参照履歴番号"):
        for key, row in delivered[SLOW].items():
            assert row[name] == delivered[UNTIMED][key][name]


def test_the_missing_processing_date_moves_what_was_processed_in_a_later_month(
    homes: dict[str, Path], oracle: Oracle, delivered: dict[str, dict[Key, Cells]]
) -> None:
    """A row that was processed later than notified, or what it names, acts in another month; nothing else.

    A cancellation in time is void, one that came too late acts: by notification it may have come in time.
    """
    timed, untimed = (effects(oracle, city) for city in (SLOW, UNTIMED))
    differing = {key for key in timed.keys() | untimed.keys() if timed.get(key) != untimed.get(key)}
    late = [row for row in delivered[SLOW].values() if row["処理日時"][:10] > learned(row)]
    reached = {(row["宛名番号"], row[name]) for row in late for name in ("履歴番号", "参照履歴番号")}
    assert differing and differing <= reached
    assert any(key not in timed or key not in untimed for key in differing)
    assert difference_of_marts(homes, SLOW) == change_of_lines(timed, untimed, differing)


def test_what_a_register_file_forgets(
    homes: dict[str, Path], oracle: Oracle, delivered: dict[str, dict[Key, Cells]]
) -> None:
    """Notices, cancellations without a record and what they cancel, and what record 6 loses meanwhile.

    A cancelled correction is one more correction; that is all the rows that differ, and all the difference.
    全件照合 shows who was told to have left, and is there.
    """
    whole, remainder = delivered[FORGETFUL], delivered[REMAINDER]
    assert remainder.keys() < whole.keys()
    untold = {key: row for key, row in whole.items() if key not in remainder}
    cancelled = {(row["宛名番号"], row["参照履歴番号"]) for row in untold.values()}
    for key, row in untold.items():
        reason = row["異動事由コード"]
        assert reason in {NOTICE, *CANCELLATIONS, *WITHOUT_ADDRESS} or key in cancelled
    otherwise = {
        (row["異動事由コード"], remainder[key]["異動事由コード"])
        for key, row in whole.items()
        if key in remainder and row["異動事由コード"] != remainder[key]["異動事由コード"]
    }
    assert otherwise == {("49", "33"), ("49", "34"), ("49", "42")}
    known, told = (effects(oracle, city) for city in (FORGETFUL, REMAINDER))
    keys = known.keys() | told.keys()
    assert difference_of_marts(homes, FORGETFUL) == change_of_lines(known, told, keys)
    assert unreconciled(homes["std"], FORGETFUL) == unreconciled(homes["hachinohe"], PROMPT) == 0
    assert unreconciled(homes["hachinohe"], FORGETFUL) > 0


def effects(oracle: Oracle, city: str) -> dict[Key, list[Line]]:
    """Return what each row of a city does to its movements, if anything, in the months delivered."""
    return {
        (f"{person:03}", "" if step.change.reason == INITIAL else str(step.change.history)): [
            (month_of(step.day), step.change.reason, sign) for sign, _ in signed_cells(step)
        ]
        for (municipality, person), life in oracle.replays.items()
        for step in life.register
        if municipality == city and step.day <= MONTH_ENDS[-1]
    }


def change_of_lines(
    before: dict[Key, list[Line]], after: dict[Key, list[Line]], keys: set[Key]
) -> dict[Line, int]:
    """Return by how much the movements differ if these rows act as after instead of as before."""
    found = Counter(line for key in keys for line in after.get(key, []))
    found.subtract(line for key in keys for line in before.get(key, []))
    return {line: count for line, count in found.items() if count}


def difference_of_marts(homes: dict[str, Path], city: str) -> dict[Line, int]:
    """Return by how much the movements of the extracts differ from those of the std deliveries."""
    found: Counter[Line] = Counter()
    for profile, sign in (("hachinohe", 1), ("std", -1)):
        rows = query(
            homes[profile],
            f"""select {MONTH}, reason_code, population_sign, {sign} * sum(movement_count)
            from movements_monthly where municipality_code = '{city}' and basis_code = 'register'
            group by all""",
        )
        for month, reason, population_sign, count in rows:
            found[month, reason, int(population_sign)] += int(count)
    return {line: count for line, count in found.items() if count}


def unreconciled(home: Path, city: str) -> int:
    """Return how many persons later 全件データ have that the changes do not tell, or tell otherwise."""
    ((count,),) = query(
        home,
        f"""select sum(missing_count + extra_count + different_count)
        from reconciliation where municipality_code = '{city}'""",
    )
    return int(count)


def learned(row: Cells) -> str:
    """Return the day on which the register learned of a change; of corrections no notification is told."""
    return row["届出年月日"] or row["異動年月日"]


def days_of_households(home: Path, city: str) -> set[tuple]:
    """Return by how many the households of each kind change in a day."""
    statement = f"""
        select counted_date, household_kind_code, sum(household_sign * household_change_count) as total
        from household_changes where municipality_code = '{city}' group by all having total != 0"""
    return set(query(home, statement))
