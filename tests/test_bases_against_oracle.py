"""Every difference between two bases or two days of knowledge is a row of a mart, and the oracle agrees.

The oracle replays every vintage and both bases from nothing; the marts are built once. Random registers
without closings are here, those with closings in `test_closed_months_against_oracle`.
"""

from pathlib import Path

import pytest

from tests.bases_against_oracle import measured, wrong_bases
from tests.chronicle_telling import in_one_load, tell_oracle, tell_platform, without_closings
from tests.command_line import jukistat, open_store
from tests.explained import unexplained
from tests.oracle.tables import Oracle
from tests.random_registers import Chronicle, hostile_chronicle, steady_chronicle


def build(chronicle: Chronicle, folder: Path) -> tuple[Path, Oracle]:
    """Return the home after building, and the oracle of the same entries."""
    home = open_store(folder / "home")
    tell_platform(chronicle, folder / "files", home)
    jukistat(home, "build")
    return home, Oracle(tell_oracle(chronicle, folder / "files"))


@pytest.mark.parametrize("seed", [5])
def test_random_registers_of_one_load(seed: int, tmp_path: Path) -> None:
    home, oracle = build(in_one_load(seed), tmp_path)
    assert wrong_bases(home, oracle) == {}
    assert unexplained(home) == []


@pytest.mark.parametrize("seed", [6])
def test_random_registers_delivered_late(seed: int, tmp_path: Path) -> None:
    """When a row was loaded is no knowledge of the register: only recorded dates count."""
    home, oracle = build(without_closings(hostile_chronicle(seed)), tmp_path)
    assert wrong_bases(home, oracle) == {}
    assert unexplained(home) == []


def test_late_cancelled_and_corrected_records_are_explained_to_zero(tmp_path: Path) -> None:
    """3 % late, 1 % cancelled, 1 % corrected: each of them shows as what it is."""
    home, oracle = build(without_closings(steady_chronicle(7)), tmp_path)
    assert wrong_bases(home, oracle) == {}
    assert unexplained(home) == []
    causes = {row[3] for row in measured(home, "movement_knowledge", "movement_change")}
    assert causes == {"reported", "cancelled", "corrected"}
    explained = {row[3] for row in measured(home, "movement_timings", "movement_count")}
    assert explained == {"both", "cancelled", "one_basis"}
