"""The files of any days: the 異動集計表 of the period and the household changes by reason."""

from pathlib import Path

from exports import disclosure
from exports.csv_files import write_csv
from exports.edition import Edition
from exports.edition_files import WrittenFile, write_dictionary, write_table
from exports.marts import Municipality
from exports.period_form import period_form
from exports.period_table import household_change_rows, period_rows
from exports.printed_form import write_pdf
from exports.workbook import write_workbook


def write_period_files(edition: Edition, draft: Path) -> list[WrittenFile]:
    """Write the period's tables of every municipality under `draft` and return what was written."""
    written = [
        file
        for municipality in edition.municipalities
        for file in _write_municipality(edition, draft, municipality)
    ]
    return written + write_dictionary(edition, draft, written)


def _write_municipality(edition: Edition, draft: Path, municipality: Municipality) -> list[WrittenFile]:
    code, period = municipality.municipality_code, edition.period
    ending = f"{code}_{period.first_date:%Y%m%d}_{period.last_date:%Y%m%d}"
    stem = f"official/movement_table_{ending}"
    rows = period_rows(edition.connection, municipality_code=code, period=period)
    changes = household_change_rows(edition.connection, municipality_code=code, period=period)
    table = disclosure.release(f"{stem}.csv", rows, audience=edition.audience)
    households = disclosure.release(
        f"official/household_changes_{ending}.csv", changes, audience=edition.audience
    )
    form = period_form(edition, municipality, table, households)
    write_csv(draft, table)
    write_workbook(draft / f"{stem}.xlsx", form, edition)
    write_pdf(draft / f"{stem}.pdf", form, edition)
    columns = tuple(table.rows.columns)
    files = [WrittenFile(f"{stem}.{ending}", len(table.rows), columns) for ending in ("csv", "xlsx", "pdf")]
    return [*files, write_table(edition, draft, households.file, changes)]
