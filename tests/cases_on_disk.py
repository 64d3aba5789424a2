"""The golden cases as they lie in `tests/cases`: which there are, their deliveries and what must come out."""

import csv
from pathlib import Path

CASES = Path(__file__).parent / "cases"


def case_names() -> list[str]:
    """Return the folder names of all golden cases."""
    return sorted(folder.name for folder in CASES.iterdir() if (folder / "expected").is_dir())


def deliveries_of(case: str) -> list[Path]:
    """Return the delivery files "in the order of their names, the 全件データ first"."""
    return sorted((CASES / case).glob("*.csv"), key=lambda path: ("residents" not in path.name, path.name))


def expected_months(case: str) -> list[str]:
    return sorted(folder.name for folder in (CASES / case / "expected").iterdir() if folder.is_dir())


def expected_files(case: str, month: str) -> list[Path]:
    """Return every file that an export of this month must equal."""
    return sorted(path for path in (CASES / case / "expected" / month).rglob("*") if path.is_file())


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the cases."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read_case(case: str, month: str, mart: str) -> list[dict[str, str]]:
    """Return the rows that a month of a case expects of a mart; none if it is not part of the case."""
    path = CASES / case / "expected" / month / "tidy" / f"{mart}.csv"
    return read_rows(path) if path.exists() else []
