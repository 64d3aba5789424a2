"""The verbs of this room: arguments only, each calls one function."""

import argparse
import json

from store.arguments import add_verb
from store.home import open_home


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add `dashboard` and `explain`."""
    add_dashboard(verbs)
    add_explain(verbs)


def add_dashboard(verbs: argparse._SubParsersAction) -> None:
    """Add `dashboard`."""
    parser = add_verb(
        verbs,
        "dashboard",
        run_dashboard,
        summary="Serve the pages of the current published version until stopped with Ctrl-C.",
        example="jukistat dashboard --port 8501",
    )
    parser.add_argument("--port", type=int, default=8501, help="the port to listen on (default: 8501)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on; beyond loopback with a sign-in only (default: 127.0.0.1)",
    )


def add_explain(verbs: argparse._SubParsersAction) -> None:
    """Add `explain`."""
    parser = add_verb(
        verbs,
        "explain",
        run_explain,
        summary="Partition the difference between two populations exactly by cause.",
        example="jukistat explain --from 2024-03:event@2024-03 --to 2024-03:event",
    )
    point = "MONTH[:BASIS][@AS-KNOWN-MONTH]"
    parser.add_argument("--from", dest="start", required=True, metavar=point, help="the first population")
    parser.add_argument("--to", dest="end", required=True, metavar=point, help="the population compared")
    parser.add_argument("--basis", help="the basis of points that name none: register (default) or event")
    parser.add_argument(
        "--area", nargs="+", default=[], metavar="CODE", help="town codes, or districts as d-CODE; summed"
    )
    parser.add_argument("--municipality", metavar="CODE", help="which, where a store holds several")
    parser.add_argument("--nat", default="total", help="total, japanese or foreign (default: total)")
    parser.add_argument("--sex", default="total", help="total, male or female (default: total)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_explain(options: argparse.Namespace) -> None:
    """Print the explanation that the options ask for."""
    from dashboards import explanation_report as report
    from dashboards.publication import current_publication
    from dashboards.queries.explanation import explain
    from dashboards.queries.movements import official_basis
    from dashboards.queries.points import read_point

    publication = current_publication(open_home(options.home).root)
    municipality = report.chosen_municipality(publication, options.municipality)
    basis = options.basis or official_basis(publication)
    start, end = (
        read_point(publication, municipality, written, basis_code=basis)
        for written in (options.start, options.end)
    )
    cells = report.chosen_cells(
        publication, municipality, options.area, nationality=options.nat, sex=options.sex
    )
    explanation = explain(publication, cells, start, end)
    print(
        json.dumps(report.explanation_summary(publication, explanation), ensure_ascii=False)
        if options.json
        else report.explanation_sentences(publication, explanation)
    )


def run_dashboard(options: argparse.Namespace) -> None:
    from dashboards.serving import serve

    serve(open_home(options.home), host=options.host, port=options.port)
