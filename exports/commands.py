"""The verb of this room: arguments only."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.arguments import add_verb, add_vintage, month, vintage_of
from store.errors import UsageError
from store.home import Home, open_home, writing
from store.ingredients import find_version
from store.published import PublishedVersion, open_version
from store.vintage import Vintage

if TYPE_CHECKING:
    from exports.period import Period


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `export` to the console script."""
    export = add_verb(
        verbs,
        "export",
        run_export,
        summary="Writes the month's official tables, printed forms and tidy CSVs of the published version.",
        example="jukistat export --month 2026-03 --audience internal",
    )
    _add_days(export)
    export.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="the folder to write; it holds one month; without it <home>/exports/<YYYY-MM>, "
        "which the dashboard serves",
    )
    export.add_argument(
        "--audience",
        choices=("internal", "public"),
        default="public",
        help="internal: true counts, for use inside the office; public (the default): protected counts",
    )
    export.add_argument(
        "--municipality",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="6-digit codes; without it every municipality that covers the month",
    )
    add_vintage(export)
    export.add_argument("--json", action="store_true", help="print the report with the manifest as JSON")


def _add_days(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "--month", type=month, metavar="YYYY-MM", help="the month to export, with all its files"
    )
    export.add_argument(
        "--from",
        dest="first_date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="instead of a month: the first day of the period whose movement table to export",
    )
    export.add_argument(
        "--to", dest="last_date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="and its last day"
    )


def _period(options: argparse.Namespace) -> "Period":
    """Return the days asked for. Raises UsageError unless they are a month or a first and a last day."""
    from exports.period import Period

    days = (options.first_date, options.last_date)
    if options.month and days == (None, None):
        return Period.of_month(options.month)
    if options.month or None in days:
        raise UsageError("Say either --month YYYY-MM, or --from and --to with a first and a last day.")
    if options.first_date > options.last_date:
        raise UsageError(
            f"{options.last_date} comes before {options.first_date}. Name the earlier day first."
        )
    return Period(*days)


def run_export(options: argparse.Namespace) -> int:
    """Export one month or period and say what lies where. A vintage that no version has is built first."""
    import json
    from dataclasses import asdict

    from exports.bundle import export_period
    from exports.disclosure import Audience, require_open_gate

    audience = Audience(options.audience)
    require_open_gate(audience)
    home, vintage, period = open_home(options.home), vintage_of(options), _period(options)
    out = options.out or _place(home, vintage, period)
    version = _version(home, vintage, options.build_version)
    with writing(Home(out)):
        report = export_period(
            version,
            period=period,
            out=out,
            audience=audience,
            municipality_codes=options.municipality,
        )
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        manifest = report.manifest
        made_of = f"audience {manifest.audience}, version {report.version}"
        print(f"{manifest.month}: {len(manifest.files)} files in {report.out} ({made_of}).")
    return 0


def _place(home: Home, vintage: Vintage, period: "Period") -> Path:
    """Return where the home keeps the export of these days, as far as they are known now."""
    if not vintage.is_latest:
        raise UsageError("The home keeps what is known now. Name another folder with --out.")
    return home.exports / period.name


def _version(home: Home, vintage: Vintage, build: Callable[[Home, Vintage], str]) -> PublishedVersion:
    """Return the served version, or one of the vintage asked for, built now if there is none."""
    if vintage.is_latest:
        return open_version(home)
    return find_version(home, vintage) or open_version(home, build(home, vintage))
