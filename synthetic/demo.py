"""The demo: the commands a clerk would type, one after the other, on a synthetic city."""

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from store.errors import UserError
from store.home import open_home
from store.prefix import read_prefix
from store.published import current_version_name, open_version
from synthetic.days import last_day, month_number
from synthetic.demo_districts import define_districts
from synthetic.writing import are_written


@dataclass(frozen=True)
class DemoPlan:
    """What the demo makes: `months` from `first_month` (YYYY-MM), exported in `exported_months`."""

    first_month: str = "2016-01"
    months: int = 120
    exported_months: tuple[str, ...] = ("2016-12", "2017-12", "2018-12", "2025-12")
    """The Decembers with published tables and the last month."""


class DemoStepFailed(UserError):
    """A command of the demo ended with an error; it has said why, its exit code is passed on."""

    def __init__(self, command: list[str], exit_code: int) -> None:
        super().__init__(f"The demo stopped at `jukistat {shlex.join(command)}`.")
        self.exit_code = exit_code


def run_demo(home_folder: Path, plan: DemoPlan, *, is_served: bool, port: int | None) -> None:
    """Make, load, build and export a synthetic 八戸市 under `home_folder`; then serve the dashboard.

    The city gets districts, which are the demo's own.
    Deliveries lie beside the home (`<home>-deliveries`): they hold what must never be under it.
    A second run finds its work done and goes on to serving; `port` None is the dashboard's own.
    Raises DemoStepFailed.
    """
    home = open_home(home_folder)
    deliveries = home.root.with_name(home.root.name + "-deliveries")
    first = month_number(plan.first_month)
    if not are_written(deliveries, first, plan.months):
        span = ("--from", plan.first_month, "--months", str(plan.months))
        step(home.root, "synth", *span, "--out", str(deliveries))
    if define_districts(home):
        print(f"\nDistricts, for the demo only, are in {home.municipalities}", flush=True)
    if not (home.key_zone / "master.key").exists():
        step(home.root, "keys", "init")
    step(home.root, "load", str(deliveries), "--through", str(last_day(first + plan.months - 1)))
    is_current = is_built(home_folder)
    if not is_current:
        step(home.root, "build")
    for month in plan.exported_months:
        if not (is_current and (home.exports / month / "manifest.json").exists()):
            step(home.root, "export", "--month", month, "--audience", "internal")
    print(f"\nThe exports are in {home.exports}", flush=True)
    if is_served:
        step(home.root, "dashboard", *(() if port is None else ("--port", str(port))))


def is_built(home_folder: Path) -> bool:
    """Whether the published version stands on everything that was loaded."""
    home = open_home(home_folder)
    if current_version_name(home) is None:
        return False
    return bool(open_version(home).manifest["ledger_id"] == read_prefix(home).ledger_id)


def step(home_root: Path, *command: str) -> None:
    """Show and run one command of the console script. Raises DemoStepFailed if it does not end well."""
    print(f"\n$ jukistat --home {home_root} {shlex.join(command)}", flush=True)
    script = Path(sys.executable).with_name("jukistat")
    exit_code = subprocess.run([str(script), "--home", str(home_root), *command], check=False).returncode
    if exit_code != 0:
        raise DemoStepFailed(list(command), exit_code)
