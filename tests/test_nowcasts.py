"""Reporting delays and nowcasts of ten years, computed again in plain Python; how often bands hold."""

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command_line import jukistat, open_store
from tests.published_marts import query
from tests.shared_homes import shared_folder
from tests.synthetic.synthesis import rows_of, synth

BIRTH = "13"
HORIZON, LEAST_PAST, LEAST_TRIED, WANTED = 6, 9, 12, 80
LEVELS = range(50, 100, 5)


class City(NamedTuple):
    """A fifth of 八戸市 over ten years: its deliveries and its home."""

    deliveries: Path
    home: Path


class Band(NamedTuple):
    """A nowcast at one level; `later` is None while it is not known."""

    lowest: int
    highest: int
    later: int | None

    @property
    def holds(self) -> bool:
        return self.later is not None and self.lowest <= self.later <= self.highest


Place = tuple[int, int]
"""Reference month and months since it."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = shared_folder(tmp_path_factory, "nowcasts", publish_city)
    return City(folder / "deliveries", folder / "home")


def publish_city(folder: Path) -> None:
    shares = ("--late", "0.03", "--cancelled", "0.01", "--corrected", "0.01")
    synth(folder / "deliveries", "--months", "120", "--scale", "0.2", *shares)
    home = open_store(folder / "home")
    jukistat(home, "load", folder / "deliveries", "--through", "2025-12-31")
    jukistat(home, "build")


def month_index(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7])


def test_births_are_as_late_as_the_deliveries_say(city: City) -> None:
    expected = Counter(
        month_index(row["処理日時"]) - month_index(row["異動年月日"])
        for row in rows_of(city.deliveries, "changes")
        if row["異動事由コード"] == BIRTH
    )
    found = query(
        city.home, f"select delay_months, movement_count from reporting_delays where reason_code = '{BIRTH}'"
    )
    assert dict(found) == dict(expected)
    assert max(expected) > 12


def test_what_was_reported_is_what_is_known_cancelled_or_corrected(city: City) -> None:
    """Reported movements of a reason, less what was taken back since, are the event basis of today."""
    ((reported, taken_back, known),) = query(
        city.home,
        """
        select (select sum(movement_count) from reporting_delays),
            (select sum(movement_change) from movement_knowledge
                where reason_code <> '00' and knowledge_cause_code <> 'reported'
                    and as_known_month <= '2025-12-01'),
            (select sum(movement_change) from movement_knowledge
                where reason_code <> '00' and as_known_month <= '2025-12-01')
        """,
    )
    assert reported + taken_back == known


def known_counts(home: Path) -> dict[Place, int]:
    """Return how many movements of each month were known so many months later."""
    changes: Counter[tuple[int, int]] = Counter()
    for reference, known, change in query(
        home,
        """
        select strftime(reference_month, '%Y-%m'), strftime(as_known_month, '%Y-%m'), sum(movement_change)
        from movement_knowledge where reason_code <> '00' group by all
        """,
    ):
        changes[month_index(reference), month_index(known)] += change
    first, last = month_index("2016-01"), month_index("2025-12")
    return {
        (month, delay): sum(
            change
            for (reference, known), change in changes.items()
            if reference == month and known <= month + delay
        )
        for month in range(first, last + 1)
        for delay in range(HORIZON + 1)
        if month + delay <= last
    }


def bands_at(known: dict[Place, int], month: int, delay: int) -> dict[int, Band]:
    """Return the band of every level, from earlier months whose later count was known by then."""
    growths = sorted(
        Fraction(known[earlier, HORIZON], known[earlier, delay])
        for earlier, since in known
        if since == 0 and earlier + HORIZON <= month + delay and known[earlier, delay]
    )
    bands = {}
    for level in LEVELS if len(growths) >= LEAST_PAST else ():
        cut = max(1, (len(growths) + 1) * (100 - level) // 200)
        lower, upper = (known[month, delay] * growths[place] for place in (cut - 1, len(growths) - cut))
        ends = ceil(lower), floor(upper)
        bands[level] = Band(min(ends), max(ends), known.get((month, HORIZON)))
    return bands


def nowcasts(known: dict[Place, int]) -> dict[Place, tuple[int, Band]]:
    """Return level and band of every nowcast; levels are chosen by what was known at the time."""
    everything: dict[int, dict[int, dict[int, Band]]] = defaultdict(dict)
    for month, delay in known:
        if delay < HORIZON and (bands := bands_at(known, month, delay)):
            everything[delay][month] = bands
    chosen = {}
    for delay, months in everything.items():
        for month, bands in months.items():
            past = [tried for earlier, tried in months.items() if earlier + HORIZON <= month + delay]
            level = min(reversed(LEVELS), key=lambda level: distance(level, past))
            chosen[month, delay] = level, bands[level]
    return chosen


def distance(level: int, past: list[dict[int, Band]]) -> float:
    """Return how far from the wanted coverage a level has been, or is by its name while little is tried."""
    if len(past) < LEAST_TRIED:
        return abs(level - WANTED)
    return abs(100 * sum(bands[level].holds for bands in past) - WANTED * len(past))


def test_nowcasts_are_those_of_the_rule(city: City) -> None:
    rows = query(
        city.home,
        """
        select strftime(reference_month, '%Y-%m'), delay_months, level_percent,
            lowest_count, highest_count, true_count
        from movement_nowcasts
        """,
    )
    found = {(month_index(month), delay): (level, Band(*band)) for month, delay, level, *band in rows}
    expected = nowcasts(known_counts(city.home))
    assert len(expected) > 600
    assert found == expected


def test_no_nowcast_uses_what_was_not_known_yet(city: City) -> None:
    """Cut the triangle at an earlier month: what was said until then is said again."""
    known = known_counts(city.home)
    end = month_index("2022-06")
    earlier = nowcasts({place: count for place, count in known.items() if sum(place) <= end})
    whole = nowcasts(known)
    assert earlier
    assert {place: (level, band.lowest, band.highest) for place, (level, band) in earlier.items()} == {
        place: (level, band.lowest, band.highest)
        for place, (level, band) in whole.items()
        if sum(place) <= end
    }


def test_the_band_holds_four_of_five_later_counts(city: City) -> None:
    """The bound of the specification, 75 to 85 %, over all delays and for the month that has just ended."""
    coverages = query(
        city.home, "select delay_months, tried_count, covered_count from nowcast_coverages order by 1"
    )
    print("\n".join(f"{delay} months since: {held} of {tried}" for delay, tried, held in coverages))
    assert [delay for delay, _, _ in coverages] == list(range(HORIZON))
    tried, held = (sum(column) for column in list(zip(*coverages, strict=True))[1:])
    assert tried > 600
    assert 0.75 <= held / tried <= 0.85
    assert query(city.home, "select count(true_count), count_if(is_covered) from movement_nowcasts") == [
        (tried, held)
    ]


def test_bands_are_narrow_where_little_is_missing(city: City) -> None:
    widths = dict(
        query(
            city.home,
            "select delay_months, avg(highest_count - lowest_count) from movement_nowcasts group by all",
        )
    )
    assert widths[0] > 2 * widths[2] > 4 * widths[5]


def test_as_known_months_reach_the_last_one(city: City) -> None:
    (rows,) = query(
        city.home,
        "select max(as_known_month), count_if(as_known_month = '2025-12-01') from movement_nowcasts",
    )
    assert rows == (date(2025, 12, 1), HORIZON)
