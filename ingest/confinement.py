"""Side channels that are closed before the first number is read (04-privacy 4.3)."""

import os
import resource


def confine_process() -> None:
    """Forbid core dumps and spill files. Call it before polars is imported: the setting is read at import.

    A run that would need to spill stops instead; spill files were measured to hold numbers in clear.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["POLARS_OOC_DISK_BUDGET_MB"] = "0"
