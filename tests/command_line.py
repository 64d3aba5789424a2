"""The real command line, as an operator types it, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

JUKISTAT = Path(sys.executable).with_name("jukistat")

Finished = subprocess.CompletedProcess[str]


def jukistat(home: Path, *arguments: str | Path, exit_code: int | None = 0, **environment: str) -> Finished:
    """Run one verb on `home` and return what it printed; another exit code than this one is a failure.

    None: the caller does not care how it ended.
    """
    settings = {name: value for name, value in os.environ.items() if not name.startswith("JUKISTAT")}
    home.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run(
        [str(JUKISTAT), "--home", str(home), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=home.parent,
        env=settings | environment,
        check=False,
    )
    said = f"{arguments} ended with {finished.returncode}\n{finished.stdout}\n{finished.stderr}"
    assert exit_code in (None, finished.returncode), said
    return finished


def report_of(home: Path, *arguments: str | Path) -> Any:
    """Return the parsed `--json` report of a verb."""
    return json.loads(jukistat(home, *arguments, "--json").stdout)


def open_store(home: Path) -> Path:
    """Make a store with keys, nothing loaded."""
    jukistat(home, "keys", "init")
    return home
