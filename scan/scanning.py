"""The proof of absence over all that lies under the home: walk, confirm, judge, report (04-privacy 4.3b)."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tqdm import tqdm

from ingest.keys import open_key
from ingest.links import linked_municipalities
from scan.judgement import Chance, Finding, judge
from scan.linking import confirm
from scan.walking import survey_home
from store.home import Home, writing
from store.journal import log_event
from store.lock import writer_lock
from store.scans import scan_file, write_scan


@dataclass(frozen=True)
class ScanReport:
    """What a scan read and found: places, kinds and counts, never a value."""

    scanned_at: str
    seconds: float
    files: int
    bytes: int
    landing_files: int
    """Raw deliveries that still lie in `landing/`; they hold numbers by nature and are not read."""
    values: int
    """Cells of tables; texts are read as bytes."""
    municipalities: int
    """Link tables that were asked."""
    findings: list[Finding]
    by_chance: list[Chance]
    report_file: str = ""

    def summary(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)


def scan_home(home: Home) -> ScanReport:
    """Scan everything under the home, write the report to its logs, and return it.

    Nothing may write meanwhile. Raises ConfigurationError if another process does, if there are links and not
    their key, or if the report cannot be written.
    """
    with writer_lock(home), writing(home):
        started, scanned_at = time.perf_counter(), datetime.now()
        path = scan_file(home, scanned_at)
        codes = linked_municipalities(home)
        key = open_key(home) if codes else None
        with tqdm(unit="B", unit_scale=True, delay=2, disable=None, leave=False, desc="scan") as bar:
            survey = survey_home(home, progress=bar.update)
        confirmation = confirm(home, key, survey.numbers())
        judged = [each for tally in survey.tallies.values() for each in judge(tally, confirmation)]
        report = ScanReport(
            scanned_at=scanned_at.isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - started, 2),
            files=survey.files,
            bytes=survey.bytes,
            landing_files=survey.landing_files,
            values=survey.values,
            municipalities=len(codes),
            findings=[each for each in judged if isinstance(each, Finding)] + survey.unreadable,
            by_chance=[each for each in judged if isinstance(each, Chance)],
            report_file=path.name,
        )
        write_scan(path, report.summary())
        log_event(home, "scanned", files=report.files, findings=len(report.findings))
    return report


def report_sentences(report: ScanReport) -> str:
    """Return the report in words."""
    read = (
        f"{report.files:,} files ({report.bytes // 2**20:,} MB, {report.values:,} values of tables) in "
        f"{report.seconds:,.1f} s; candidates were looked up in {report.municipalities:,} link tables."
    )
    lines = [f"  {each.file}, {each.place}: {each.kind}, {each.count:,}" for each in report.findings]
    found = f"Found at {len(lines):,} places:" if lines else "No register number was found."
    chance = f"At {len(report.by_chance):,} places numbers pass the check digits as chance has it."
    return "\n".join([f"Read {read}", found, *lines, *([chance] if report.by_chance else [])])
