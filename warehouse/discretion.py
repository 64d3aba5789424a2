"""What dbt is told by its environment: no key goes in, and no row or statement is kept (04-privacy 4.3)."""

import os
from pathlib import Path

OFFLINE = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
DISCREET = {"DBT_STORE_FAILURES": "false", "DBT_DEBUG": "false"}
"""No rows of failed tests in the build file, no statements with results on the terminal, whoever asks."""
KEY_VARIABLE = "JUKISTAT_MASTER_KEY"
"""Read by ingest alone, and only in tests."""


def build_environment(build_file: Path) -> dict[str, str]:
    """Return what dbt is told by its environment: the file to build in, and nothing of the key.

    The file is named by its name only: another folder would be another profile, and all be read anew.
    """
    inherited = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    return inherited | OFFLINE | DISCREET | {"JUKISTAT_WAREHOUSE": build_file.name}
