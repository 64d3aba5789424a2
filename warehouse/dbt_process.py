"""The process that runs dbt for `jukistat build`: it prints one line of JSON per event that matters.

dbt's own lines and results would quote the engine's errors, and those quote values (04-privacy 4.3): none is
written. The lines here name nodes, states and the number of a disk's error.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from warehouse.disk import disk_error

STANDARD_OUTPUT = 1
"""Its descriptor."""


def main(runner: Callable[..., Any]) -> None:
    """Run dbt by its `dbtRunner` with the arguments of this process; exit with 1 if anything failed."""
    outcome = runner(callbacks=[tell]).invoke(sys.argv[1:])
    if outcome.exception is not None:
        say_disk_error(str(outcome.exception))
    sys.exit(0 if outcome.success else 1)


def tell(event: Any) -> None:
    """Print what an event of dbt says of a node that begins or has ended, and of the disk."""
    if event.info.name == "LogStartLine":
        say(index=event.data.index, total=event.data.total)
    elif event.info.name == "NodeFinished":
        node = event.data.node_info
        say(ended=node.unique_id, status=node.node_status)
        say_disk_error(event.data.run_result.message)
    elif event.info.level == "error":
        say_disk_error(event.info.msg)


def say_disk_error(message: str) -> None:
    """Print the number of the system's error if the message tells of the disk."""
    error = disk_error(message)
    if error is not None:
        say(disk=error.errno)


def say(**told: object) -> None:
    """Write one line at once: dbt's threads tell at the same time, and `print` writes a line in two parts."""
    os.write(STANDARD_OUTPUT, f"{json.dumps(told)}\n".encode())
