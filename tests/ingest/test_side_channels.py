"""Side channels are closed (04-privacy 4.3): spill files, core dumps, plans, talk, other processes.

What can never happen: a value that the tables do not hold leaves by another way, because an engine ran out of
memory, stumbled over it, or explained what it was doing. Each test forces its engine to.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import polars_hash as plh
import pytest

from ingest.keys import open_key
from scan.databases import SETTINGS
from tests.command_line import jukistat
from tests.file_search import traces_under
from tests.ingest.deliveries import change, resident, write
from tests.ingest.stores import Store
from tests.project_files import text_files
from warehouse.discretion import build_environment

CANARY = "918273645546"
TRACES = {CANARY.encode(): "canary", int(CANARY).to_bytes(8, "little"): "canary as integer"}
SORT = (
    "import os, sys, threading\n"
    "from pathlib import Path\n"
    "if sys.argv[2] == 'confined':\n"
    "    from ingest.confinement import confine_process\n"
    "    confine_process()\n"
    "import polars as pl\n"
    "numbers = pl.int_range(918273645546, 918273645546 + 400_000, eager=True).shuffle(seed=1)\n"
    "rows = pl.LazyFrame({'note': numbers.cast(pl.String)})\n"
    "seen, done = set(), threading.Event()\n"
    "def watch():\n"
    "    while not done.wait(0.001):\n"
    "        seen.update(str(path) for path in Path(sys.argv[1]).rglob('*.ipc'))\n"
    "watcher = threading.Thread(target=watch)\n"
    "watcher.start()\n"
    "try:\n"
    "    print(rows.sort('note').collect(engine='streaming').height)\n"
    "except pl.exceptions.ComputeError:\n"
    "    print('stopped')\n"
    "done.set()\n"
    "watcher.join()\n"
    "print('spilled' if seen else 'nothing on disk')\n"
)
CONFINED = (
    "import os, resource, sys\n"
    "from jukistat import main\n"
    "main(sys.argv[1:])\n"
    "print(resource.getrlimit(resource.RLIMIT_CORE), os.environ.get('POLARS_OOC_DISK_BUDGET_MB'))\n"
)


@pytest.mark.parametrize(
    ("how", "said"), [("open", "400000\nspilled\n"), ("confined", "stopped\nnothing on disk\n")]
)
def test_polars_stops_where_it_would_spill(tmp_path: Path, how: str, said: str) -> None:
    """Unconfined the same sort spills: so the test would see it."""
    tiny = {
        "POLARS_OOC_MEMORY_BUDGET_MB": "1",
        "POLARS_OOC_SPILL_MIN_BYTES": "1",
        "POLARS_OOC_DISK_BUDGET_MB": "1000",
        "POLARS_OOC_SPILL_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SORT, str(tmp_path), how],
        env=os.environ | tiny,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == said
    assert traces_under([tmp_path], TRACES) == []


def sort_in_duckdb(path: Path, settings: dict[str, Any]) -> list[Path]:
    """Sort numbers in little memory, and return the files that lie beside the database meanwhile."""
    little = {"threads": 1, "memory_limit": "80MB"}
    with duckdb.connect(str(path), config=settings | little) as connection:
        connection.execute(
            f"create table sorted as select ({CANARY} + range)::varchar || repeat('x', 60) as note"
            " from range(1500000) order by hash(range)"
        )
        return list(path.with_name(f"{path.name}.tmp").rglob("*"))


def test_duckdb_stops_where_it_would_spill(tmp_path: Path) -> None:
    """With its own settings the same sort spills, and gets through."""
    with pytest.raises(duckdb.OutOfMemoryException):
        sort_in_duckdb(tmp_path / "confined.duckdb", SETTINGS)
    assert {path.name for path in tmp_path.rglob("*")} <= {"confined.duckdb", "confined.duckdb.wal"}
    assert traces_under([tmp_path], TRACES) == []
    assert sort_in_duckdb(tmp_path / "open.duckdb", {}) != []


@pytest.mark.parametrize(
    "verb", [("keys", "init"), ("scan",), ("quarantine", "list"), ("load", "absent.csv")]
)
def test_verbs_that_read_numbers_or_keys_are_confined(tmp_path: Path, verb: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, "--home", str(tmp_path / "home"), *verb],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.endswith("(0, 0) 0\n")


def test_polars_does_not_talk(based: Store, tmp_path: Path) -> None:
    rows = [change(1), change(2, 異動事由コード=CANARY), change(CANARY, 3)]
    path = write(tmp_path / "changes.csv", rows)
    loaded = jukistat(based.home.root, "load", path, POLARS_VERBOSE="1", POLARS_VERBOSE_SENSITIVE="1")
    assert loaded.stderr == ""
    assert CANARY not in loaded.stdout


def test_plans_and_errors_of_polars_do_not_hold_the_key(based: Store) -> None:
    key = open_key(based.home).for_municipality("022039")
    digest = plh.col("note").chash.hmac_sha256(key=key)  # type: ignore[attr-defined]
    rows = pl.LazyFrame({"note": [1]}).select(digest)
    with pytest.raises(pl.exceptions.PolarsError) as failure:
        rows.collect()
    for shown in (str(digest), digest.meta.serialize(format="json"), rows.explain(), str(failure.value)):
        assert "note" in shown
        assert key not in shown


def test_other_processes_are_not_told_the_key(store: Store, tmp_path: Path) -> None:
    """Neither in their arguments nor in their environment; and nothing is left in the temporary directory."""
    key = open_key(store.home)
    elsewhere = tmp_path / "vault.key"
    (store.home.key_zone / "master.key").rename(elsewhere)
    store.home.configuration_file.write_text(f'key_command = "cat {elsewhere}"\n')
    started: list[str] = []

    def record(event: str, arguments: tuple[object, ...]) -> None:
        if event == "subprocess.Popen":
            started.append(repr(arguments))

    sys.addaudithook(record)
    store.load(write(tmp_path / "residents.csv", [resident(1)]))
    assert any("vault.key" in call for call in started)
    secrets = (key.secret.hex(), key.for_municipality("022039"))
    assert [call for call in started for secret in secrets if secret in call] == []
    assert [
        name for name, value in build_environment(tmp_path / "b").items() for s in secrets if s in value
    ] == []


def test_nothing_is_profiled_or_kept_of_failed_tests() -> None:
    words = re.compile(
        "|".join(("explain " + "analyze", "enable_" + "profiling", r"store_failures:\s*true")), re.I
    )
    sources = [(name, text) for name, text in text_files() if name.endswith((".py", ".sql", ".yml"))]
    assert [name for name, text in sources if words.search(text)] == []
    assert len(sources) > 300
