"""Side channels that are closed before the first number is read (04-privacy 4.3)."""

import os
import resource

POLARS_SETTINGS = {
    "POLARS_OOC_DISK_BUDGET_MB": "0",
    "POLARS_VERBOSE": "0",
    "POLARS_VERBOSE_SENSITIVE": "0",
    "POLARS_TRACK_METRICS": "0",
    "POLARS_LOG_METRICS": "0",
}
"""No spill to disk; no plans, values or measurements on the terminal, whatever the environment asks for."""


def confine_process() -> None:
    """Forbid core dumps, spill files and talk. Call it before polars is imported: it reads them at import.

    A run that would need to spill stops instead; spill files were measured to hold numbers in clear.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ |= POLARS_SETTINGS
