"""What dbt is told, and what is left of what it says: no key goes in, no value comes out (04-privacy 4.3)."""

import json
import os
from pathlib import Path

from store.home import replace_file

OFFLINE = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
DISCREET = {"DBT_STORE_FAILURES": "false", "DBT_DEBUG": "false", "DBT_LOG_LEVEL": "info"}
"""No rows of failed tests in the build file, no statements with results on the terminal, whoever asks."""
KEY_VARIABLE = "JUKISTAT_MASTER_KEY"
"""Read by ingest alone, and only in tests."""


def build_environment(build_file: Path) -> dict[str, str]:
    """Return what dbt is told by its environment: the file to build in, and nothing of the key.

    The file is named by its name only: another folder would be another profile, and all be read anew.
    """
    inherited = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    return inherited | OFFLINE | DISCREET | {"JUKISTAT_WAREHOUSE": build_file.name}


def withhold_messages(target_folder: Path) -> None:
    """Take the texts out of dbt's results: those of the engine quote values (04-privacy 4.3)."""
    path = target_folder / "run_results.json"
    if path.exists():
        results = json.loads(path.read_text("utf-8"))
        for node in results["results"]:
            node["message"] = None
        replace_file(path, json.dumps(results, ensure_ascii=False).encode())
