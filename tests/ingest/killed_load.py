"""A real load that sends itself a signal at its N-th operation on files of the home.

    python -m tests.ingest.killed_load HOME INBOX SIGNAL N

With N = 0 it ends as any load and says how many operations there were.
"""

import os
import signal
import sys

OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}


def main(home: str, inbox: str, sent: signal.Signals, last: int) -> int:
    """Run `load` with an audit hook that counts, and return its exit code."""
    done = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in OPERATIONS and str(arguments[0]).startswith(home):
            done += 1
            if done == last:
                os.kill(os.getpid(), sent)

    sys.addaudithook(count)
    from jukistat import main as run_verb

    exit_code = run_verb(["--home", home, "load", inbox])
    print(f"operations {done}")
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], signal.Signals(int(sys.argv[3])), int(sys.argv[4])))
