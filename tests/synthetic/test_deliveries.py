"""What a synthetic city is made of: every phenomenon that a real register has, counted in the deliveries."""

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from store.home import PROJECT_ROOT
from tests.oracle.tables import Oracle
from tests.oracle.values import full_date, has_check_digit, read_parts
from tests.synthetic.synthesis import Row, oracle_of, rows_of, synth

IN, OUT = {"11", "12"}, {"21", "22"}
DELIBERATE = {"16", "26", "31"}
"""Reasons of rows made to have no effect: entries of residents, changes of people who are gone."""


class City(NamedTuple):
    """A fifth of 八戸市 over three years."""

    residents: list[Row]
    changes: list[Row]
    oracle: Oracle

    def of(self, *reasons: str) -> list[Row]:
        return [row for row in self.changes if row["異動事由コード"] in reasons]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("city") / "deliveries"
    synth(folder, "--months", "36", "--scale", "0.2", "--seed", "5")
    return City(list(rows_of(folder, "residents")), list(rows_of(folder, "changes")), oracle_of(folder))


def recorded(row: Row) -> date:
    return date.fromisoformat(row["処理日時"][:10])


def real_date(text: str) -> date | None:
    """Return a date as written, None if it is not in the calendar or has unknown parts."""
    return full_date(read_parts(text))


def lives(city: City) -> dict[str, list[Row]]:
    """Return everybody's changes in the order of 履歴番号."""
    rows = defaultdict(list)
    for row in city.changes:
        rows[row["宛名番号"]].append(row)
    return {person: sorted(found, key=lambda row: int(row["履歴番号"])) for person, found in rows.items()}


def test_every_row_is_accepted_and_has_its_effect(city: City) -> None:
    assert city.oracle.store.quarantine == []
    outcomes = city.oracle.outcomes()
    assert min(outcomes["effective"], outcomes["void"], outcomes["no_effect"], outcomes["inapplicable"]) > 0
    without = [
        change
        for effects in city.oracle.replays.values()
        for change, outcome in effects.outcomes.items()
        if outcome == "inapplicable"
    ]
    assert {change.reason for change in without} <= DELIBERATE
    assert len(without) < 0.002 * len(city.changes)


def test_the_towns_are_those_of_the_address_register(city: City) -> None:
    with (PROJECT_ROOT / "seeds" / "town_codes.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["town_code"] for row in csv.DictReader(stream) if row["municipality_code"] == "022039"}
    lived_in = {row["町字コード"] for row in city.residents}
    assert lived_in - known == {""}
    assert len(lived_in) > 250


def test_there_are_people_of_every_single_age(city: City) -> None:
    ages = Counter(2016 - int(row["生年月日"][:4]) for row in city.residents if row["生年月日"] > "1")
    assert set(range(1, 97)) <= set(ages)
    assert max(ages) >= 100
    pyramid = [sum(ages[age] for age in range(start, start + 10)) for start in (0, 30, 60, 90)]
    assert pyramid[0] < pyramid[1] < pyramid[2] > 5 * pyramid[3]


def test_households_have_one_householder_and_relatives(city: City) -> None:
    homes = defaultdict(list)
    for row in city.residents:
        homes[row["世帯番号"]].append(row["続柄"])
    assert {relations.count("世帯主") for relations in homes.values()} == {1}
    assert 2.1 < len(city.residents) / len(homes) < 2.3
    assert max(map(len, homes.values())) < 20
    terms = Counter(row["続柄"] for row in [*city.residents, *city.changes])
    assert {"世帯主", "妻", "夫", "子", "父", "母", "妻の母", "子の子", "同居人"} <= set(terms)


def test_foreign_residents_have_nationality_and_status(city: City) -> None:
    foreign = [row for row in city.residents if row["住民種別"] == "2"]
    assert 0.003 < len(foreign) / len(city.residents) < 0.006
    assert len({row["国籍・地域コード"] for row in foreign}) > 10
    assert len({row["在留資格"] for row in foreign}) > 10
    assert all(row["在留資格"] and row["第30条45規定区分"] for row in foreign)
    assert not any(row["在留資格"] for row in city.residents if row["住民種別"] == "1")


def test_people_move_in_march_and_april(city: City) -> None:
    out = Counter(recorded(row).month for row in city.of("21"))
    arrived = Counter(recorded(row).month for row in city.of("11"))
    assert out[3] > 3 * sorted(out.values())[5]
    assert arrived[3] + arrived[4] > 4 * sorted(arrived.values())[5]
    deaths = Counter(recorded(row).month for row in city.of("23"))
    assert deaths[1] > deaths[6]


def test_some_births_are_notified_late(city: City) -> None:
    delays = [recorded(row) - date.fromisoformat(row["異動年月日"]) for row in city.of("13")]
    assert min(delay.days for delay in delays) == 0
    assert 0 < sum(delay.days > 14 for delay in delays) < 0.05 * len(delays)


def test_moves_out_are_planned_ahead_cancelled_and_brought_forward(city: City) -> None:
    moves = {(row["宛名番号"], row["履歴番号"]): row for row in city.of("21", "22")}
    ahead = [row for row in moves.values() if (day := real_date(row["異動年月日"])) and day > recorded(row)]
    assert len(ahead) > 0.3 * len(moves)
    targets = [(row, moves.get((row["宛名番号"], row["参照履歴番号"]))) for row in city.of("19", "50")]
    known = [(row, target, real_date(target["異動年月日"])) for row, target in targets if target]
    in_time = Counter(
        (row["異動事由コード"], recorded(row) <= planned) for row, _, planned in known if planned
    )
    assert {("19", True), ("19", False), ("50", True), ("50", False)} <= set(in_time)
    assert any(real_date(row["異動年月日"]) is None for row in moves.values())


def test_naturalised_residents_leave_and_enter_on_one_day(city: City) -> None:
    pairs, order = 0, set()
    for rows in lives(city).values():
        by_reason = {row["異動事由コード"]: row for row in rows}
        for removal, entry, kinds in (("24", "14", ("2", "1")), ("25", "15", ("1", "2"))):
            if removal in by_reason:
                gone, back = by_reason[removal], by_reason[entry]
                assert recorded(gone) == recorded(back)
                assert (gone["住民種別"], back["住民種別"]) == kinds
                pairs += 1
                order.add(int(gone["履歴番号"]) < int(back["履歴番号"]))
    assert pairs > 3
    assert order == {True, False}


def test_returnees_keep_every_number(city: City) -> None:
    returnees = 0
    for rows in lives(city).values():
        reasons = [row["異動事由コード"] for row in rows]
        left = next((place for place, reason in enumerate(reasons) if reason in OUT), len(rows))
        returnees += bool(IN & set(reasons[left:]))
        assert len({(row["個人番号"], row["住民票コード"]) for row in rows}) == 1
    assert returnees > 20


def test_birth_dates_can_be_unknown_or_impossible(city: City) -> None:
    dates = [row["生年月日"] for row in city.residents]
    assert any(text.endswith("-00-00") for text in dates)
    assert any(text.endswith("-00") and not text.endswith("-00-00") for text in dates)
    assert any(text.endswith("-02-29") and real_date(text) is None for text in dates)


def test_households_split_merge_and_get_new_householders(city: City) -> None:
    reasons = Counter(row["異動事由コード"] for row in city.changes)
    assert min(reasons[code] for code in ("31", "32", "34", "40", "41", "43", "49", "51")) > 0
    assert {"17", "18", "27", "28", "16", "26", "29"} <= set(reasons)


def test_no_number_passes_its_check(city: City) -> None:
    """Nobody's real number can be among them; that they are wrong is what the loader warns of."""
    for row in city.residents[:5000]:
        assert len(row["個人番号"]) == 12
        assert not is_my_number(row["個人番号"])
        assert len(row["住民票コード"]) == 11


def is_my_number(text: str) -> bool:
    """Whether the last digit is the check digit (総務省令第85号): 11 − Σ PnQn mod 11, 0 above 9."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(text[:11], weights, strict=True)) % 11
    return int(text[11]) == (0 if rest <= 1 else 11 - rest)


def test_partner_codes_are_real_ones(city: City) -> None:
    codes = {row["転出先市区町村コード"] for row in city.of("21")} | {
        row["転入前市区町村コード"] for row in city.of("11")
    }
    assert "" in codes
    assert len(codes) > 100
    assert all(has_check_digit(code) for code in codes if code)


def test_files_are_not_in_perfect_order(city: City) -> None:
    times = [row["処理日時"] for row in city.changes]
    backwards = sum(later < earlier for earlier, later in pairwise(times))
    assert 0 < backwards < 0.05 * len(times)


def test_months_are_delivered_as_they_end(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    said = synth(folder, "--from", "2018-12", "--months", "2", "--scale", "0.01")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["20181130_residents.csv", "20190101_changes.csv", "20190201_changes.csv"]
    assert f"jukistat load {folder} --through 2019-01-31" in said.stdout
