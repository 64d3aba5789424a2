"""How every verb is declared, so that all behave alike."""

import argparse
from collections.abc import Callable
from pathlib import Path


def add_verb(
    verbs: argparse._SubParsersAction,
    name: str,
    run: Callable[[argparse.Namespace], int | None],
    *,
    summary: str,
    example: str,
) -> argparse.ArgumentParser:
    """Return the parser of a new verb; its help ends with an example. `--home` may follow the verb too."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"Example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--home", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser
