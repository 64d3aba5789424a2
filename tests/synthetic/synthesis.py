"""Synthetic deliveries as the command line writes them, and their rows as plain text."""

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.command_line import Finished, jukistat
from tests.oracle.judging import load_all
from tests.oracle.tables import Oracle

CONTROLS = Path(__file__).parent / "published.csv"
"""The ministry's rows of a few small municipalities, of a 郡, of a prefecture and of an empty village."""
MUNICIPALITIES = ("014630", "073644", "103667", "134023")
"""占冠村 (a quarter foreign), 檜枝岐村, 上野村 and 青ヶ島村 (the smallest of all)."""
Row = dict[str, str]


def synth(folder: Path, *arguments: str, exit_code: int = 0, **environment: str) -> Finished:
    """Write deliveries into `folder` and return what was said."""
    return jukistat(
        folder.parent / "home", "synth", *arguments, "--out", folder, exit_code=exit_code, **environment
    )


def rows_of(folder: Path, kind: str) -> Iterator[Row]:
    """Yield the rows of all deliveries of a kind (`residents`, `changes`), file by file."""
    for path in sorted(folder.glob(f"*_{kind}.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream, strict=True)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def oracle_of(folder: Path) -> Oracle:
    """Return what the rules make of the deliveries, residents first."""
    return Oracle(load_all([*sorted(folder.glob("*_residents.csv")), *sorted(folder.glob("*_changes.csv"))]))
