"""The files of an edition, each through the gate: tidy marts, official tables and forms, their dictionary."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from tqdm import tqdm

from exports import disclosure
from exports.csv_files import write_csv
from exports.dictionary import CODES_FILE, COLUMNS_FILE, codes_table, columns_table
from exports.edition import Edition
from exports.marts import Municipality
from exports.movement_form import movement_form
from exports.movement_table import movement_rows
from exports.official_tables import annual_tables, monthly_tables
from exports.printed_form import write_pdf
from exports.tidy import tidy_tables
from exports.workbook import write_workbook

SECONDS_BEFORE_PROGRESS = 2


@dataclass(frozen=True)
class WrittenFile:
    """One file in the draft: its path there, the rows of its table and their column names."""

    file: str
    rows: int
    columns: tuple[str, ...]


def write_files(edition: Edition, draft: Path) -> list[WrittenFile]:
    """Write everything of 03-tables 3.2, 1 to 5, under `draft` and return what was written."""
    tidy = tidy_tables(
        edition.connection, municipality_codes=edition.municipality_codes, stat_month=edition.stat_month
    )
    written = _write_tables(edition, draft, "tidy", tidy)
    for municipality in _with_progress(edition):
        written += _write_official(edition, draft, municipality)
    return written + write_dictionary(edition, draft, written)


def _with_progress(edition: Edition) -> Iterable[Municipality]:
    """Show progress on a terminal when there is so much to write that one waits for it."""
    return tqdm(
        edition.municipalities, desc=edition.month, unit="", delay=SECONDS_BEFORE_PROGRESS, disable=None
    )


def _write_official(edition: Edition, draft: Path, municipality: Municipality) -> list[WrittenFile]:
    monthly = monthly_tables(edition.connection, municipality, edition.stat_month)
    written = _write_tables(edition, draft, "official", monthly)
    if not municipality.is_base_month:
        written += _write_movement_table(edition, draft, municipality)
    if municipality.is_year_covered:
        annual = annual_tables(edition.connection, municipality, edition.stat_month.year)
        written += _write_tables(edition, draft, "official", annual)
    return written


def _write_tables(
    edition: Edition, draft: Path, folder: str, tables: Iterable[tuple[str, pl.DataFrame]]
) -> list[WrittenFile]:
    return [write_table(edition, draft, f"{folder}/{name}", rows) for name, rows in tables]


def write_table(edition: Edition, draft: Path, file: str, rows: pl.DataFrame) -> WrittenFile:
    """Write one table as CSV, through the gate, and return it."""
    table = disclosure.release(file, rows, audience=edition.audience)
    write_csv(draft, table)
    return WrittenFile(file, len(table.rows), tuple(table.rows.columns))


def _write_movement_table(edition: Edition, draft: Path, municipality: Municipality) -> list[WrittenFile]:
    """Write the 異動集計表 as CSV, workbook and PDF, all from the same released rows."""
    code, month = municipality.municipality_code, edition.stat_month
    rows = movement_rows(edition.connection, municipality_code=code, stat_month=month)
    stem = f"official/movement_table_{code}_{month:%Y%m}"
    table = disclosure.release(f"{stem}.csv", rows, audience=edition.audience)
    form = movement_form(edition, municipality, table)
    write_csv(draft, table)
    write_workbook(draft / f"{stem}.xlsx", form, edition)
    write_pdf(draft / f"{stem}.pdf", form, edition)
    columns = tuple(table.rows.columns)
    return [WrittenFile(f"{stem}.{ending}", len(table.rows), columns) for ending in ("csv", "xlsx", "pdf")]


def write_dictionary(edition: Edition, draft: Path, written: list[WrittenFile]) -> list[WrittenFile]:
    """Write columns.csv and codes.csv for the columns of these files and return both."""
    headers = list(dict.fromkeys(column for file in written for column in file.columns))
    codes = codes_table(
        edition.connection,
        headers,
        municipality_codes=edition.municipality_codes,
        stat_month=edition.stat_month,
    )
    tables = [(COLUMNS_FILE, columns_table(headers)), (CODES_FILE, codes)]
    return _write_tables(edition, draft, "tidy", tables)
