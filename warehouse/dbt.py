"""Runs dbt as a process of its own; in-process it would keep the lock of the build file."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tqdm import tqdm

from store.errors import CheckFailed
from store.home import PROJECT_ROOT, replace_file
from warehouse.discretion import build_environment, withhold_messages
from warehouse.disk import disk_error

DBT = (sys.executable, "-P", "-c", "import gc; gc.disable(); from dbt.cli.main import cli; cli()")
"""dbt's own command, its garbage left uncollected: a seventh of its time, for 100 MB until it ends."""
PARSED = "partial_parse.msgpack"
"""Where dbt itself leaves what it understood, in its target folder."""


def run_dbt(build_file: Path, parsed_file: Path) -> None:
    """Build seeds, models and data tests into `build_file`, with a progress bar on a terminal.

    dbt's own files lie beside it. `parsed_file` is what an earlier build understood of the models; dbt
    checks it file by file and reads only what has changed. If this process is interrupted dbt ends with it;
    if it is killed, dbt holds the writer lock until it ends.

    Raises CheckFailed, naming the nodes, if a model or a test fails; OSError if the disk did.
    """
    folder = build_file.parent
    understood = folder / "target" / PARSED
    if parsed_file.exists():
        understood.parent.mkdir()
        shutil.copyfile(parsed_file, understood)
    with subprocess.Popen(
        build_command(folder),
        env=build_environment(build_file),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        close_fds=False,  # the writer lock is the only file that children inherit
    ) as process:
        try:
            broken_disk = follow(process.stdout or ())
        except BaseException:
            process.kill()
            raise
    withhold_messages(folder / "target")
    if process.returncode != 0:
        raise broken_disk or CheckFailed(failure_sentence(folder / "target"))
    replace_file(parsed_file, understood.read_bytes())


def build_command(folder: Path) -> list[str]:
    """Return the dbt command line.

    Unit tests and the grain of seeds judge the code, not the data, and run with the test suite.
    """
    return [
        *(*DBT, "--log-format", "json", "--log-level-file", "none", "--log-path", str(folder / "logs")),
        *("build", "--exclude-resource-type", "unit_test", "--exclude", "test_name:unique_grain"),
        *("--target-path", str(folder / "target")),
        *("--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT)),
    ]


def follow(events: Iterable[str]) -> OSError | None:
    """Move a bar with dbt's events and return the failure of the disk they tell of, None if there is none.

    Their texts may quote a value and are never shown.
    """
    broken_disk = None
    with tqdm(unit=" nodes", delay=2, disable=None, leave=False, desc="build") as bar:
        for line in events:
            begun = node_begun(line)
            if begun:
                bar.total = begun["total"]
                bar.update()
            broken_disk = broken_disk or disk_error(line)
    return broken_disk


def node_begun(line: str) -> dict[str, int]:
    """Return index and total of the model, seed or test that this event of dbt begins; empty for others."""
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return event["data"] if event["info"]["name"] == "LogStartLine" else {}


def failure_sentence(target_folder: Path) -> str:
    """Return which models or tests failed, by name only."""
    results = target_folder / "run_results.json"
    if not results.exists():
        return "dbt did not start. Run `dbt parse` in the project folder to see why. Nothing was published."
    nodes = json.loads(results.read_text("utf-8"))["results"]
    failed = [node["unique_id"] for node in nodes if node["status"] in ("error", "fail", "runtime error")]
    return (
        f"{len(failed)} of {len(nodes)} models and tests failed: {', '.join(failed[:8])}. "
        "Nothing was published; the version before is still served."
    )
