"""The real command line, as an operator types it, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from store.home import PROJECT_ROOT

JUKISTAT = Path(sys.executable).with_name("jukistat")
PARSED = PROJECT_ROOT / "target" / "parsed.msgpack"

Finished = subprocess.CompletedProcess[str]


def jukistat(
    home: Path, *arguments: str | Path, exit_code: int | None = 0, typed: str = "", **environment: str
) -> Finished:
    """Run one verb on `home` and return what it printed; another exit code than this one is a failure.

    None: the caller does not care how it ended. `typed` is its standard input.
    """
    home.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run(
        [str(JUKISTAT), "--home", str(home), *map(str, arguments)],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=home.parent,
        env=outer_environment() | environment,
        check=False,
    )
    said = f"{arguments} ended with {finished.returncode}\n{finished.stdout}\n{finished.stderr}"
    assert exit_code in (None, finished.returncode), said
    if "build" in arguments:
        keep_parsed(home)
    return finished


def outer_environment() -> dict[str, str]:
    """Return the environment of this process without settings of jukistat."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JUKISTAT")}


def report_of(home: Path, *arguments: str | Path) -> Any:
    """Return the parsed `--json` report of a verb."""
    return json.loads(jukistat(home, *arguments, "--json").stdout)


def open_store(home: Path) -> Path:
    """Make a store with keys, nothing loaded. It starts with what dbt understood in a store before it."""
    jukistat(home, "keys", "init")
    start_with_parsed(home)
    return home


def start_with_parsed(home: Path) -> None:
    """Let a store's first build start with what dbt understood in another one."""
    if PARSED.exists():
        (home / "warehouse").mkdir(mode=0o700)
        shutil.copyfile(PARSED, home / "warehouse" / PARSED.name)


def keep_parsed(home: Path) -> None:
    """Keep what dbt understood of the models for the stores of other tests; it looks for changes itself."""
    found = home / "warehouse" / PARSED.name
    if found.exists() and not PARSED.exists():
        PARSED.parent.mkdir(exist_ok=True)
        draft = PARSED.with_suffix(f".{os.getpid()}")
        shutil.copyfile(found, draft)
        draft.replace(PARSED)
