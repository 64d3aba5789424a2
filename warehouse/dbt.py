"""Runs dbt as a process of its own; in-process it would keep the lock of the build file."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from store.errors import CheckFailed
from store.home import PROJECT_ROOT, replace_file
from warehouse.discretion import build_environment

BEGIN = (
    "import gc; gc.disable(); "
    "from dbt.cli.main import dbtRunner; from warehouse.dbt_process import main; main(dbtRunner)"
)
"""dbt's garbage is left uncollected: a seventh of its time, for 100 MB until it ends."""
PARSED = "partial_parse.msgpack"
"""Where dbt itself leaves what it understood, in its target folder."""
FAILURES = ("error", "fail", "runtime error")


@dataclass
class Progress:
    """What dbt has told of its nodes."""

    begun: int = 0
    total: int = 0
    failed: list[str] = field(default_factory=list)
    broken_disk: OSError | None = None

    def failure(self) -> Exception:
        """Return why the build failed: the disk, or models and tests by name only."""
        if self.broken_disk:
            return self.broken_disk
        if not self.total:
            said = "dbt did not start. Run `dbt parse` in the project folder to see why."
        elif not self.failed:
            said = (
                f"dbt ended after it had begun {self.begun} of {self.total} models and tests. Was it killed?"
            )
        else:
            names = ", ".join(self.failed[:8])
            said = f"{len(self.failed)} of {self.total} models and tests failed: {names}."
        return CheckFailed(f"{said} Nothing was published; the version before is still served.")


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
        stderr=subprocess.DEVNULL,
        text=True,
        close_fds=False,  # the writer lock is the only file that children inherit
    ) as process:
        try:
            progress = follow(process.stdout or ())
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise progress.failure()
    replace_file(parsed_file, understood.read_bytes())


def build_command(folder: Path) -> list[str]:
    """Return the dbt command line.

    Unit tests and the grain of seeds judge the code, not the data, and run with the test suite.
    """
    return [
        *(sys.executable, "-P", "-c", BEGIN),
        *("--log-level", "none", "--log-level-file", "none", "--log-path", str(folder / "logs")),
        *("--no-write-json", "build"),
        *("--exclude-resource-type", "unit_test", "--exclude", "test_name:unique_grain"),
        *("--target-path", str(folder / "target")),
        *("--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT)),
    ]


def follow(lines: Iterable[str]) -> Progress:
    """Move a bar with what dbt tells of its nodes and return it; what is no such line is never shown."""
    progress = Progress()
    with tqdm(unit=" nodes", delay=2, disable=None, leave=False, desc="build") as bar:
        for told in filter(None, map(told_by, lines)):
            if "index" in told:
                progress.begun, progress.total = told["index"], told["total"]
                bar.total = progress.total
                bar.update()
            elif told.get("status") in FAILURES:
                progress.failed.append(told["ended"])
            elif "disk" in told:
                progress.broken_disk = OSError(told["disk"], os.strerror(told["disk"]))
    return progress


def told_by(line: str) -> dict[str, Any]:
    """Return what a line of `warehouse.dbt_process` tells; nothing for a line of anybody else."""
    try:
        told = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}
