"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from store.arguments import add_verb
from store.errors import UsageError
from synthetic.days import last_day, month_number

if TYPE_CHECKING:
    from synthetic.desk import Shares

HACHINOHE = "022039"
LARGEST_SHARE = 0.3


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
    add_synth(verbs)
    parser = add_verb(
        verbs,
        "demo",
        run_demo_verb,
        summary="Makes, loads, builds and exports ten years of a synthetic city, then serves the dashboard.",
        example="jukistat --home data/demo demo --no-serve",
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the exports")
    parser.add_argument("--port", type=int, help="the dashboard's port (default: that of the verb dashboard)")


def run_demo_verb(options: argparse.Namespace) -> None:
    """Run the demo's commands one after the other."""
    from synthetic.demo import DemoPlan, run_demo

    run_demo(options.home, DemoPlan(), is_served=not options.no_serve, port=options.port)


def add_synth(verbs: argparse._SubParsersAction) -> None:
    """Add `synth`."""
    parser = add_verb(
        verbs,
        "synth",
        run_synth,
        summary="Writes the deliveries of a synthetic register whose totals equal a published annual table.",
        example="jukistat synth --from 2016-01 --months 120 --out deliveries",
    )
    parser.add_argument(
        "--controls",
        type=Path,
        help="the ministry's annual table as CSV; the stocks and flows of its years are reproduced exactly "
        "(default: the packaged rows of Hachinohe and Imabetsu)",
    )
    parser.add_argument(
        "--municipality",
        nargs="+",
        default=[HACHINOHE],
        metavar="CODE",
        help="6-digit codes of municipalities of the table, or all (default: 022039, Hachinohe)",
    )
    parser.add_argument("--from", dest="first", default="2016-01", metavar="YYYY-MM", help="the first month")
    parser.add_argument("--months", type=int, default=120, help="how many months (default: 120)")
    parser.add_argument("--scale", type=float, default=1.0, help="residents per real resident (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default: 1)")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the deliveries")
    parser.add_argument(
        "--separate", action="store_true", help="one folder per municipality instead of mixed files"
    )
    add_shares(parser)
    parser.add_argument("--json", action="store_true", help="report as JSON")


def add_shares(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how much does not go smoothly."""
    for name, meaning in (
        ("late", "share of what is notified that happened in an earlier month, beyond the usual delays"),
        ("cancelled", "cancellations per movement that the totals count, beside those they contain"),
        ("corrected", "corrections of birth date or sex per movement that the totals count"),
    ):
        parser.add_argument(f"--{name}", type=float, metavar="SHARE", help=f"{meaning} (default: rates.csv)")


def run_synth(options: argparse.Namespace) -> int:
    """Write the deliveries and report files and rows."""
    from tqdm import tqdm

    from synthetic.controls import read_controls, wanted_municipalities
    from synthetic.generation import Order, generate

    table = read_controls(options.controls)
    codes = wanted_municipalities(options.municipality, table)
    first, shares = first_month(options), wanted_shares(options)
    order = Order(codes, first, options.months, options.scale, options.seed, options.separate, shares)
    months = len(codes) * options.months
    with tqdm(total=months, unit=" months", delay=2, disable=None, leave=False, desc="synth") as bar:
        generated = generate(order, table, options.out, bar.update)
    through = last_day(order.first + order.months - 1)
    if options.json:
        files = [str(path) for path in generated.files]
        counts = {"residents": generated.residents, "changes": generated.changes}
        print(json.dumps({"files": files, **counts, "through": str(through)}))
    else:
        print(
            f"{len(generated.files)} files in {options.out}: {generated.residents:,} residents, "
            f"{generated.changes:,} changes. Load them with: jukistat load {options.out} --through {through}"
        )
    return 0


def wanted_shares(options: argparse.Namespace) -> "Shares":
    """Return the shares asked for, the usual one where none is. Raises UsageError for one out of range."""
    from synthetic.desk import usual_shares

    given = {name: getattr(options, name) for name in ("late", "cancelled", "corrected")}
    for name, share in given.items():
        if share is not None and not 0 <= share <= LARGEST_SHARE:
            raise UsageError(f"--{name} takes a share from 0 to {LARGEST_SHARE}, such as 0.03.")
    return replace(usual_shares(), **{name: share for name, share in given.items() if share is not None})


def first_month(options: argparse.Namespace) -> int:
    """Return the first month as year · 12 + month − 1. Raises UsageError for arguments out of range."""
    if not re.fullmatch(r"(19[5-9]|20\d|21[0-4])\d-(0[1-9]|1[0-2])", options.first):
        raise UsageError(
            f"--from takes a month between 1950-01 and 2149-12 such as 2016-01, not {options.first}."
        )
    if not 1 <= options.months <= 600:
        raise UsageError("--months takes a whole number between 1 and 600.")
    if not 0 < options.scale <= 1000:
        raise UsageError("--scale takes a number above 0, at most 1000.")
    if options.seed < 0:
        raise UsageError("--seed takes a whole number, 0 or above.")
    return month_number(options.first)
