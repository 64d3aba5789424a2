"""The one console script: arguments → one function of a room; user errors → one sentence and an exit code."""

import argparse
import os
import sys
from pathlib import Path

from access import commands as access_commands
from benchmarks import commands as benchmarks_commands
from dashboards import commands as dashboards_commands
from exports import commands as exports_commands
from ingest import commands as ingest_commands
from scan import commands as scan_commands
from store import commands as store_commands
from store.errors import UserError
from store.tracebacks import traceback_of
from synthetic import commands as synthetic_commands
from warehouse import commands as warehouse_commands

ROOMS = (
    store_commands,
    synthetic_commands,
    ingest_commands,
    warehouse_commands,
    exports_commands,
    dashboards_commands,
    access_commands,
    scan_commands,
    benchmarks_commands,
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; each room's `commands.add_verbs` brings its own verbs."""
    parser = argparse.ArgumentParser(
        prog="jukistat",
        description="Turns the change records of a resident register into statistics.",
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("JUKISTAT_HOME", "data")),
        help="the directory that holds everything jukistat writes (default: $JUKISTAT_HOME or ./data)",
    )
    # Rooms do not import each other: `export` of another vintage takes the builder from here, and `purge`
    # takes from here who has departed.
    parser.set_defaults(
        build_version=warehouse_commands.build_version, read_departed=warehouse_commands.read_departed
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for room in ROOMS:
        room.add_verbs(verbs)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return its exit code (05-operations 5.1): 0 done, else that of the user error.

    Anything else is a bug: 1, and a traceback that quotes nothing.
    """
    return run_verb(build_parser().parse_args(arguments))


def run_verb(options: argparse.Namespace) -> int:
    """Run the verb of parsed arguments and return its exit code; its errors go to the terminal."""
    try:
        return options.run(options) or 0
    except UserError as error:
        print(f"jukistat: {error}", file=sys.stderr)
        return error.exit_code
    except SystemExit:
        raise
    except KeyboardInterrupt:
        print("jukistat: stopped; nothing half-done was left. Run the same command again.", file=sys.stderr)
        return 130
    except BaseException as error:  # a bug, or an engine that panics: no Exception at all
        print(traceback_of(error), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
