"""The verb of this room: arguments only."""

import argparse
import sys
from pathlib import Path

from access.roles import MAY_QUERY, roles
from store.arguments import add_verb
from store.home import open_home

FORMATS = ("table", "csv", "json", "parquet")


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `sql` to the console script."""
    sql = add_verb(
        verbs,
        "sql",
        run_sql,
        summary="Run one SELECT over the published marts, in a process that can reach nothing else.",
        example='jukistat sql "select sex_code, sum(population_count) from population_monthly group by 1"',
    )
    sql.add_argument("statement", nargs="?", default="", metavar="SELECT", help="the query; or --saved")
    sql.add_argument("--saved", metavar="NAME", help="run a saved query, or an example of the page")
    sql.add_argument(
        "--as",
        dest="role",
        choices=[code for code, role in roles().items() if MAY_QUERY in role.rights],
        default="statistician",
        help="in whose view: true counts (statistician, the default), or small figures masked (analyst)",
    )
    sql.add_argument(
        "--municipality",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="whose rows the tables hold, 6-digit codes; without it every municipality's",
    )
    sql.add_argument("--format", choices=FORMATS, help="how to write the rows (default: table)")
    sql.add_argument("--json", action="store_true", help="print JSON")
    sql.add_argument("--out", type=Path, metavar="FILE", help="write the rows to a file")


def run_sql(options: argparse.Namespace) -> None:
    """Ask, and print or write the rows; what was cut or masked is said beside them."""
    from adhoc import report

    answered = report.answer_for(
        open_home(options.home),
        statement=options.statement,
        saved=options.saved,
        role=options.role,
        municipality_codes=tuple(options.municipality) or None,
    )
    file_format = "json" if options.json else options.format or report.format_of(options.out)
    if options.out:
        print(report.write_rows(answered, file_format, options.out))
    else:
        sys.stdout.buffer.write(report.printed_rows(answered, file_format))
        sys.stdout.flush()
    for sentence in report.remarks(answered):
        print(f"jukistat: {sentence}", file=sys.stderr)
