"""不在点検: when everything written was last looked through for register numbers, and what was found."""

from datetime import datetime
from typing import Any

from dashboards.formats import minute, number
from dashboards.page import Page, show_heading, show_rows
from dashboards.tables import TEXT, Column, Table
from store.scans import read_last_scan

MEGABYTE = 2**20


def show_scan(page: Page) -> None:
    """Draw what the last scan read and found, by kind; files and places are named in its report only."""
    report = read_last_scan(page.publication.home)
    show_heading(page, page.words("scan_heading"), note=scan_answer(page, report))
    if report and report["findings"]:
        show_rows(page, findings_table(page, report))


def scan_answer(page: Page, report: dict[str, Any] | None) -> str:
    """Return whether a number lies where none may."""
    if report is None:
        return page.words("scan_none")
    return page.words(
        "scan_found" if report["findings"] else "scan_clean",
        scanned_at=minute(datetime.fromisoformat(report["scanned_at"])),
        files=number(report["files"]),
        megabytes=number(report["bytes"] // MEGABYTE),
        values=number(report["values"]),
        places=number(len(report["findings"])),
        chance=number(len(report["by_chance"])),
    )


def findings_table(page: Page, report: dict[str, Any]) -> Table:
    """Return the places and the different numbers of each kind that was found."""
    words = page.words
    columns = [
        Column("kind", words("scan_kind"), holds=TEXT),
        Column("places", words("scan_places"), words("places_unit")),
        Column("numbers", words("scan_numbers"), words("rows_unit")),
    ]
    counts: dict[str, list[int]] = {}
    for finding in report["findings"]:
        counts.setdefault(finding["kind"], []).append(finding["count"])
    rows = [(words(f"scan_{kind}"), len(found), sum(found)) for kind, found in sorted(counts.items())]
    return Table("scan", words("scan_table"), columns, rows)
