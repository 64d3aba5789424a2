"""Grants as a municipality writes them."""

import csv
from datetime import date, timedelta
from pathlib import Path

from access.grants import COLUMNS
from store.home import GRANTS_NAME

TODAY = date.today()


def granted(subject: str, role_code: str, /, **changed: str) -> dict[str, str]:
    """Return a row of grants.csv that holds today, with columns changed."""
    row = {
        "subject": subject,
        "role_code": role_code,
        "application_number": "R8-12",
        "purpose": "人口推計の検討",
        "granted_on": (TODAY - timedelta(days=1)).isoformat(),
        "expires_on": (TODAY + timedelta(days=1)).isoformat(),
        "granted_by": "企画課長",
    }
    return {**row, **changed}


def write_grants(home: Path, municipality_code: str, *rows: dict[str, str]) -> Path:
    """Write the grants of a municipality and return the file."""
    path = home / "municipalities" / municipality_code / GRANTS_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path
