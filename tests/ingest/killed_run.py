"""A real verb that sends itself a signal at its N-th operation on files of the home.

    python -m tests.ingest.killed_run HOME SIGNAL N VERB ARGUMENT…

With N = 0 it ends as any run and says how many operations there were.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from store.home import PROJECT_ROOT

OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}


def run_killed(
    home: Path, last: int, *verb: str | Path, sent: signal.Signals = signal.SIGKILL
) -> subprocess.CompletedProcess[str]:
    """Run a verb in a process that gets a signal at its operation number `last`; 0 = it ends by itself."""
    arguments = (home, int(sent), last, *verb)
    command = [sys.executable, "-m", "tests.ingest.killed_run", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_ROOT, check=False)


def operations_of(finished: subprocess.CompletedProcess[str]) -> int:
    """Return how many operations a run had that was left to end."""
    assert finished.returncode == 0, finished.stderr
    return int(finished.stdout.rsplit("operations ")[1])


def main(home: str, sent: signal.Signals, last: int, verb: list[str]) -> int:
    """Run the verb with an audit hook that counts, and return its exit code."""
    done = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in OPERATIONS and str(arguments[0]).startswith(home):
            done += 1
            if done == last:
                os.kill(os.getpid(), sent)

    sys.addaudithook(count)
    from jukistat import main as run_verb

    exit_code = run_verb(["--home", home, *verb])
    print(f"operations {done}")
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], signal.Signals(int(sys.argv[2])), int(sys.argv[3]), sys.argv[4:]))
