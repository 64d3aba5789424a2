"""What does not go smoothly is settable, and moves no published total."""

from collections import Counter
from pathlib import Path

import pytest

from tests.synthetic.synthesis import Row, rows_of, synth

PERIOD = ("--months", "24", "--scale", "0.2")
REMOVALS_AND_ENTRIES = {"11", "12", "13", "14", "15", "16", "19", "21", "22", "23", "24", "25", "26", "29"}
SMOOTH = ("--late", "0", "--cancelled", "0", "--corrected", "0")
ROUGH = ("--late", "0.3", "--cancelled", "0.1", "--corrected", "0.1")


@pytest.fixture(scope="module")
def smooth(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("smooth") / "deliveries"
    synth(folder, *PERIOD, *SMOOTH)
    return list(rows_of(folder, "changes"))


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("rough") / "deliveries"
    synth(folder, *PERIOD, *ROUGH)
    return list(rows_of(folder, "changes"))


def months_late(row: Row) -> int:
    recorded, changed = row["処理日時"], row["異動年月日"]
    return 12 * (int(recorded[:4]) - int(changed[:4])) + int(recorded[5:7]) - int(changed[5:7])


def late_share(changes: list[Row], reason: str) -> float:
    """Return the share of a reason's rows that happened two or more months before they were recorded."""
    delays = [months_late(row) for row in changes if row["異動事由コード"] == reason]
    return sum(delay >= 2 for delay in delays) / len(delays)


@pytest.mark.parametrize("reason", ["11", "13", "31"])
def test_the_late_are_as_many_as_asked_for(smooth: list[Row], rough: list[Row], reason: str) -> None:
    """Of the late, three fifths are two and more months late; usual delays never are."""
    assert late_share(smooth, reason) == 0
    assert late_share(rough, reason) == pytest.approx(0.3 * 0.6, abs=0.05)


def test_deaths_and_moves_out_are_late_too(smooth: list[Row], rough: list[Row]) -> None:
    for reason in ("21", "23"):
        assert late_share(smooth, reason) < 0.001
        assert late_share(rough, reason) > 0.05


def test_published_flows_do_not_depend_on_the_shares(smooth: list[Row], rough: list[Row]) -> None:
    """Movements less what was cancelled in time: the same years by recorded date, however rough."""
    counts = [Counter(row["異動事由コード"] for row in changes) for changes in (smooth, rough)]
    for reason in ("11", "12", "13", "23"):
        assert counts[0][reason] == counts[1][reason]


def test_cancellations_and_corrections_follow_the_shares(smooth: list[Row], rough: list[Row]) -> None:
    few, many = (Counter(row["異動事由コード"] for row in changes) for changes in (smooth, rough))
    movements = sum(few[reason] for reason in REMOVALS_AND_ENTRIES)
    assert few["49"] == 0
    assert many["34"] - few["34"] == pytest.approx(0.1 * movements, rel=0.1)
    assert many["49"] + many["19"] - few["19"] == pytest.approx(0.1 * movements, rel=0.2)


def test_nothing_happens_after_it_was_recorded_but_planned_moves(rough: list[Row]) -> None:
    early = {row["異動事由コード"] for row in rough if row["異動年月日"] > row["処理日時"][:10]}
    assert early == {"21", "22"}


@pytest.mark.parametrize("option", ["--late", "--cancelled", "--corrected"])
@pytest.mark.parametrize("share", ["-0.1", "0.31", "nan"])
def test_a_share_out_of_range_is_refused(option: str, share: str, tmp_path: Path) -> None:
    finished = synth(tmp_path / "deliveries", f"{option}={share}", exit_code=2)
    assert f"{option} takes a share from 0 to 0.3" in finished.stderr
