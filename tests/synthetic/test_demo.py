"""The demo on a short history: it ends with exports, and a second run finds its work done."""

from pathlib import Path

import pytest

from synthetic.demo import DemoPlan, DemoStepFailed, run_demo
from tests import published_marts

PLAN = DemoPlan(months=1, exported_months=("2016-01",))


def test_the_demo_makes_loads_builds_and_exports_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    run_demo(home, PLAN, is_served=False, port=None)
    said = capfd.readouterr().out
    assert steps(said) == ["synth", "keys", "load", "build", "export"]
    assert said.rstrip().endswith(f"The exports are in {home / 'exports'}")
    assert (home / "exports" / "2016-01" / "manifest.json").exists()
    assert sheets_of_districts(home) == 15 + 1
    run_demo(home, PLAN, is_served=False, port=None)
    assert steps(capfd.readouterr().out) == ["load"]


def sheets_of_districts(home: Path) -> int:
    """Return how many districts the 異動集計表 has sheets for; one of them is that of the unknown town."""
    query = "select count(distinct district_code) from movement_tables_monthly where district_code <> ''"
    ((count,),) = published_marts.query(home, query)
    return int(count)


def steps(said: str) -> list[str]:
    """Return the verbs the demo has shown."""
    return [line.split()[4] for line in said.splitlines() if line.startswith("$ jukistat")]


def test_a_step_that_fails_ends_the_demo_with_its_exit_code(tmp_path: Path) -> None:
    deliveries = tmp_path / "home-deliveries"
    deliveries.mkdir()
    (deliveries / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(DemoStepFailed, match="jukistat synth") as stopped:
        run_demo(tmp_path / "home", PLAN, is_served=False, port=None)
    assert stopped.value.exit_code == 2
