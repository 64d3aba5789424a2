"""Reports of `scan` in `<home>/logs`: whether a register number lies where none may (04-privacy 4.3b)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from store.home import Home, replace_file


def scan_file(home: Home, scanned_at: datetime) -> Path:
    """Return where the report of a scan begun at this moment lies."""
    return home.logs / f"scan-{scanned_at:%Y-%m-%dT%H%M%S}.json"


def write_scan(path: Path, report: dict[str, Any]) -> None:
    """Write a report, for its owner only, by one atomic rename."""
    replace_file(path, json.dumps(report, ensure_ascii=False, indent=1).encode(), mode=0o600)


def read_last_scan(home: Home) -> dict[str, Any] | None:
    """Return the latest report, None if there was no scan yet."""
    paths = sorted(home.logs.glob("scan-*.json"))
    return json.loads(paths[-1].read_text("utf-8")) if paths else None


def scan_sentence(report: dict[str, Any] | None) -> str:
    """Return when the home was last scanned, and what was found."""
    if report is None:
        return "Not scanned yet; `jukistat scan` looks for register numbers."
    found = f"{len(report['findings']):,} places hold a number" if report["findings"] else "nothing found"
    return f"Last scan: {report['scanned_at']}, {report['files']:,} files, {found}."
