"""What a process costs. Machines are noisy, so CPU seconds are compared, within one run."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

CLOCK_DIGITS = 2


@dataclass(frozen=True)
class Cost:
    """The cost of one process from its start to its end."""

    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: int


def measure(command: list[str], *, log: Path) -> Cost:
    """Run a command to its end, its output going to `log`, and return what it cost.

    Raises CalledProcessError if it fails.
    """
    started = time.perf_counter()
    with log.open("wb") as stream, subprocess.Popen(command, stdout=stream, stderr=stream) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(round(cpu, CLOCK_DIGITS), round(wall, CLOCK_DIGITS), usage.ru_maxrss // 1024)
