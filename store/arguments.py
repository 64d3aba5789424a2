"""How every verb is declared, so that all behave alike."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from store.vintage import Vintage


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


def add_group(verbs: argparse._SubParsersAction, name: str, *, summary: str) -> argparse._SubParsersAction:
    """Return where the actions of a verb of several (`keys init`, `keys status`) are declared as verbs."""
    parser = verbs.add_parser(name, help=summary, description=summary)
    return parser.add_subparsers(dest="action", required=True, metavar="ACTION")


def add_vintage(parser: argparse.ArgumentParser) -> None:
    """Give a verb the two axes of knowledge."""
    parser.add_argument(
        "--as-known",
        type=day,
        metavar="DATE",
        help="only what the register had recorded by the end of this day (YYYY-MM-DD)",
    )
    parser.add_argument(
        "--as-loaded",
        type=int,
        metavar="ID",
        help="only what had been loaded and closed up to this ledger id, as manifests give it",
    )


def vintage_of(options: argparse.Namespace) -> Vintage:
    """Return the vintage that a call asks for."""
    return Vintage(options.as_known, options.as_loaded)


def day(text: str) -> date:
    """Return a day written YYYY-MM-DD. Raises ArgumentTypeError, which argparse turns into exit code 2."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it like 2026-03-31") from None


def month(text: str) -> date:
    """Return the first day of a month written YYYY-MM. Raises ArgumentTypeError like `day`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a month; write it like 2026-03") from None
