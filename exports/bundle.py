"""One month's export: tables → gate → files → linter → manifest → its place."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from exports import disclosure
from exports.csv_files import write_csv
from exports.disclosure import Audience, ReleasedTable
from exports.marts import Municipality, connect, select_municipalities
from exports.movement_table import movement_rows
from exports.official_tables import annual_tables, monthly_tables
from exports.out_folder import MANIFEST, draft_of
from exports.tidy import tidy_tables
from store.home import Home
from store.published import PublishedVersion, open_version


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export: its path inside the folder, how many table rows it holds, its checksum."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class ExportReport:
    """What was exported and of what it was made; this is also the manifest."""

    month: str
    audience: str
    version: str
    ledger_id: int
    rule_version: str
    program_version: str
    made_date: str
    municipalities: list[dict[str, str | bool]]
    files: list[ExportedFile]


def export_month(
    home: Home, *, stat_month: date, out: Path, audience: Audience, municipality_codes: list[str]
) -> ExportReport:
    """Write the month's files (03-tables 3.2, 1–5) to `out` and return the manifest.

    Raises UsageError for a month or municipality that is not covered, a closed gate or an `out` that holds another
    month; CheckFailed if a file breaks a rule of machine readability or an identity does not hold.
    """
    disclosure.require_open_gate(audience)
    version = open_version(home)
    with connect(version) as connection:
        municipalities = select_municipalities(
            connection, stat_month=stat_month, municipality_codes=municipality_codes
        )
        with draft_of(out, month=f"{stat_month:%Y-%m}") as draft:
            files = _write_files(connection, draft, municipalities, stat_month, audience)
            report = _report(version, stat_month, audience, municipalities, files)
            text = json.dumps(asdict(report), ensure_ascii=False, indent=1)
            (draft / MANIFEST).write_text(text + "\n", "utf-8")
    return report


def _write_files(
    connection: duckdb.DuckDBPyConnection,
    draft: Path,
    municipalities: list[Municipality],
    stat_month: date,
    audience: Audience,
) -> list[ExportedFile]:
    tables = _tables(connection, municipalities, stat_month)
    released = (disclosure.release(file, rows, audience=audience) for file, rows in tables)
    files = [_exported(draft, write_csv(draft, table), table) for table in released]
    return sorted(files, key=lambda file: file.file)


def _tables(
    connection: duckdb.DuckDBPyConnection, municipalities: list[Municipality], stat_month: date
) -> Iterator[tuple[str, pl.DataFrame]]:
    codes = [municipality.municipality_code for municipality in municipalities]
    for file, rows in tidy_tables(connection, municipality_codes=codes, stat_month=stat_month):
        yield f"tidy/{file}", rows
    for municipality in municipalities:
        for file, rows in _official_tables(connection, municipality, stat_month):
            yield f"official/{file}", rows


def _official_tables(
    connection: duckdb.DuckDBPyConnection, municipality: Municipality, stat_month: date
) -> Iterator[tuple[str, pl.DataFrame]]:
    code = municipality.municipality_code
    yield from monthly_tables(connection, municipality, stat_month)
    if not municipality.is_base_month:
        rows = movement_rows(connection, municipality_code=code, stat_month=stat_month)
        yield f"movement_table_{code}_{stat_month:%Y%m}.csv", rows
    if municipality.is_year_covered:
        yield from annual_tables(connection, municipality, stat_month.year)


def _exported(draft: Path, path: Path, table: ReleasedTable) -> ExportedFile:
    digest = sha256(path.read_bytes()).hexdigest()
    return ExportedFile(str(path.relative_to(draft)), len(table.rows), digest)


def _report(
    version: PublishedVersion,
    stat_month: date,
    audience: Audience,
    municipalities: list[Municipality],
    files: list[ExportedFile],
) -> ExportReport:
    return ExportReport(
        month=f"{stat_month:%Y-%m}",
        audience=audience.value,
        version=version.name,
        ledger_id=version.manifest["ledger_id"],
        rule_version=version.manifest["rule_version"],
        program_version=version.manifest["program_version"],
        made_date=version.manifest["made_date"],
        municipalities=[
            {"municipality_code": place.municipality_code, "is_assumed": place.is_assumed}
            for place in municipalities
        ],
        files=files,
    )
