"""A real load that kills itself, with the signal nothing can catch, at its N-th operation on files of a home.

    python -m tests.ingest.killed_load HOME INBOX N

With N = 0 it ends as any load and says how many operations there were.
"""

import os
import signal
import sys

OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}


def main(home: str, inbox: str, last: int) -> None:
    """Run `load` with an audit hook that counts."""
    done = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in OPERATIONS and str(arguments[0]).startswith(home):
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    from jukistat import main as run_verb

    run_verb(["--home", home, "load", inbox])
    print(f"operations {done}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
