"""A warehouse of an empty ledger, unit tests run on the way; one for all workers of a test run."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from store.home import PROJECT_ROOT, open_home
from store.prefix import LedgerPrefix
from tests.shared_homes import shared_folder
from warehouse.discretion import OFFLINE
from warehouse.mount import mount_ledger


@dataclass(frozen=True)
class ScratchWarehouse:
    """The build file and what dbt said of every node."""

    build_file: Path
    target: Path
    said: str

    def results(self, kind: str) -> dict[str, str]:
        """Return name → status of the nodes of this kind (`unit_test`, `test`, `model`, `seed`)."""
        nodes = json.loads((self.target / "run_results.json").read_text("utf-8"))["results"]
        names = {node["unique_id"]: node["status"] for node in nodes}
        return {
            name.rpartition(".")[2]: status for name, status in names.items() if name.startswith(f"{kind}.")
        }

    def columns(self) -> dict[str, list[str]]:
        """Return the columns of every table and view that dbt built, in their order."""
        statement = (
            "select table_name, column_name from duckdb_columns() where schema_name like 'main_%'"
            " order by table_name, column_index"
        )
        built: dict[str, list[str]] = {}
        with duckdb.connect(str(self.build_file), read_only=True) as connection:
            for table, column in connection.execute(statement).fetchall():
                built.setdefault(table, []).append(column)
        return built


def scratch_warehouse(temporary: pytest.TempPathFactory) -> ScratchWarehouse:
    """Return the run's one scratch warehouse."""
    folder = shared_folder(temporary, "scratch_warehouse", build_scratch)
    said = (folder / "said.txt").read_text("utf-8")
    return ScratchWarehouse(folder / "build.duckdb", folder / "target", said)


def build_scratch(folder: Path) -> None:
    """Build seeds and models of an empty ledger and run the unit tests; `said.txt` holds what dbt printed."""
    build_file = folder / "build.duckdb"
    mount_ledger(open_home(folder / "home"), LedgerPrefix([], []), build_file)
    finished = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "dbt.cli.main", "--quiet", "--no-use-colors"),
            *("--log-level-file", "none", "--log-path", str(folder / "logs")),
            *("build", "--exclude", "test_name:form", "test_type:singular"),
            *("--target-path", str(folder / "target")),
            *("--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT)),
        ],
        env=os.environ | OFFLINE | {"JUKISTAT_WAREHOUSE": str(build_file)},
        capture_output=True,
        text=True,
        check=False,
    )
    (folder / "said.txt").write_text(finished.stdout + finished.stderr, "utf-8")
