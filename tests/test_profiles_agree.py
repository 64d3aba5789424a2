"""The same register gives the same marts, whichever profile it comes in (01-feed, profiles)."""

from collections import Counter
from pathlib import Path

import pytest

from tests.command_line import jukistat, start_with_parsed
from tests.ingest.stores import new_store
from tests.profile_deliveries import (
    PROMPT,
    SLOW,
    UNTIMED,
    counted_day,
    load_extracts,
    load_files,
    monthly_deliveries,
)
from tests.published_marts import differing_marts, query
from tests.shared_homes import shared_folder

PROFILES = ("std", "legacy", "hachinohe")
WHEN_LOADED = ("loaded_at", "last_loaded_at", "recording_lag_days")
DELIVERED = (*WHEN_LOADED, "delivery_id")
"""Columns that say when and by which delivery something came; an extract is two deliveries."""
ITEMS = {
    "11": "in_domestic",
    "14": "other_add_naturalisation",
    "21": "out_domestic",
    "24": "other_remove_naturalisation",
    "31": "internal_move",
}
"""The line of the 異動集計表 in which each reason of the lives is one; corrections are in none."""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store with a published version for each profile."""
    folder = shared_folder(tmp_path_factory, "profiles", publish_profiles)
    return {profile: folder / profile for profile in PROFILES}


def publish_profiles(folder: Path) -> None:
    stores = {profile: new_store(folder / profile) for profile in PROFILES}
    load_files(stores["std"], folder / "std files", legacy=False)
    load_files(stores["legacy"], folder / "legacy files", legacy=True)
    load_extracts(stores["hachinohe"], folder / "extracts")
    for store in stores.values():
        start_with_parsed(store.home.root)
        jukistat(store.home.root, "build")


def test_std_and_legacy_make_the_same_marts(homes: dict[str, Path]) -> None:
    assert differing_marts(homes["std"], homes["legacy"], but=(*WHEN_LOADED, "profile")) == {}


def test_extracts_of_a_register_that_processes_at_once(homes: dict[str, Path]) -> None:
    """All marts are the same but one: the register file keeps no household of a day between two extracts.

    Nor has it history numbers, by which persons of a household act in a day.
    """
    found = differing_marts(homes["std"], homes["hachinohe"], cities=(PROMPT, PROMPT), but=DELIVERED)
    assert found.keys() == {"household_changes"}


def test_extracts_say_what_deliveries_without_a_processing_date_say(homes: dict[str, Path]) -> None:
    """All marts are the same but the cities' names, and in which order persons of a household act in a day.

    That order is the one of history numbers, which no record has; what becomes of the households is the same.
    """
    found = differing_marts(homes["std"], homes["hachinohe"], cities=(UNTIMED, SLOW), but=DELIVERED)
    assert found.keys() == {"municipality_codes", "household_changes"}
    told, extracted = days_of_households(homes["std"], UNTIMED), days_of_households(homes["hachinohe"], SLOW)
    assert told and told == extracted


def test_the_missing_processing_date_moves_what_was_processed_in_a_later_month(
    homes: dict[str, Path],
) -> None:
    """Each such row is counted in the month of its notification instead; no other line differs."""
    rows = [row for each in monthly_deliveries() if "changes" in each.name for row in each.rows]
    days = {
        city: {
            (row["宛名番号"], row["履歴番号"], row["異動事由コード"]): counted_day(row)
            for row in rows
            if row["市区町村コード"] == city
        }
        for city in (SLOW, UNTIMED)
    }
    expected: Counter[tuple[str, str]] = Counter()
    for key, processed in days[SLOW].items():
        notified, item = days[UNTIMED][key], ITEMS.get(key[2])
        if item and f"{processed:%Y-%m}" != f"{notified:%Y-%m}":
            expected[f"{notified:%Y-%m}", item] += 1
            expected[f"{processed:%Y-%m}", item] -= 1
    found = lines(homes["hachinohe"], SLOW)
    found.subtract(lines(homes["std"], SLOW))
    assert +expected and +expected == +found and -expected == -found


def days_of_households(home: Path, city: str) -> set[tuple]:
    """Return by how many the households of each kind change in a day."""
    statement = f"""
        select counted_date, household_kind_code, sum(household_sign * household_change_count) as total
        from household_changes where municipality_code = '{city}' group by all having total != 0"""
    return set(query(home, statement))


def lines(home: Path, city: str) -> Counter[tuple[str, str]]:
    """Return the lines of the city's 異動集計表 that lives are counted in, by month."""
    items = ", ".join(f"'{item}'" for item in ITEMS.values())
    rows = query(
        home,
        f"""select strftime(stat_month, '%Y-%m'), item_code, value from movement_tables_monthly
        where municipality_code = '{city}' and district_code = '' and item_code in ({items})
            and resident_kind = 'total' and sex = 'total'""",
    )
    return Counter({(month, item): int(value) for month, item, value in rows})
