"""Runs dbt as a process of its own; in-process it would keep the lock of the build file."""

import json
import os
import subprocess
import sys
from pathlib import Path

from store.errors import CheckFailed
from store.home import PROJECT_ROOT

OFFLINE = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
}


def run_dbt(build_file: Path, target_folder: Path, log_folder: Path) -> None:
    """Build seeds, models and tests into `build_file`.

    Raises CheckFailed, naming the nodes, if a model or a test fails.
    """
    command = [
        str(Path(sys.executable).with_name("dbt")),
        "--quiet",
        "--no-use-colors",
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--project-dir",
        str(PROJECT_ROOT),
        "--profiles-dir",
        str(PROJECT_ROOT),
        "--target-path",
        str(target_folder),
        "--log-path",
        str(log_folder),
        "--log-level-file",
        "none",
    ]
    environment = os.environ | OFFLINE | {"JUKISTAT_WAREHOUSE": str(build_file)}
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise CheckFailed(failure_sentence(target_folder, outcome.stdout + outcome.stderr))


def failure_sentence(target_folder: Path, output: str) -> str:
    """Return which models or tests failed. dbt's own messages may quote values and are not repeated."""
    results = target_folder / "run_results.json"
    if not results.exists():
        return "dbt did not start. " + " ".join(output.split())[-400:]
    nodes = json.loads(results.read_text("utf-8"))["results"]
    failed = [node["unique_id"] for node in nodes if node["status"] in ("error", "fail", "runtime error")]
    return (
        f"{len(failed)} of {len(nodes)} models and tests failed: {', '.join(failed[:8])}. "
        "Nothing was published; the version before is still served."
    )
