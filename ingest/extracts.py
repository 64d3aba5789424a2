"""Extracts of a register file: a directory with one CSV per record type is one delivery (01-feed, hachinohe).

It is told as canonical rows of both kinds: the residents on the day of the extract, and the changes recorded
after the municipality's base date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ingest.code_maps import CodeMaps
from ingest.decoding import decode_block, take_header_line
from ingest.encodings import as_utf8
from ingest.forbidden import refuse_forbidden
from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.record_layouts import number_of, numbered, record_layouts
from ingest.hachinohe.records import Extract, Translated
from ingest.hachinohe.slices import slices_of
from ingest.hachinohe.translation import CANONICAL, changes_of, residents_of
from ingest.headers import likeness, split_header
from ingest.layouts import Layout, read_layouts
from ingest.lexicons import Lexicons
from ingest.names import shown_name
from ingest.notations import notation_lexicons, to_canonical
from ingest.records import read_blocks
from ingest.shapes import ROW_NUMBER, Assignment, Block, Header, Records
from ingest.sources import files_of, open_delivery
from store.errors import DeliveryRefused

PERSONS = "6"
"""The record type without which there is no extract."""
SNIFF_BYTES = 64 * 1024
DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


@dataclass(frozen=True)
class RecordFile:
    """A file of an extract and the record type it holds."""

    path: Path
    header: Header

    @property
    def number(self) -> str:
        return number_of(self.header.layout)


def is_extract(folder: Path) -> bool:
    """Whether a directory holds a file that resembles record type 6, whatever else is in it."""
    return folder.is_dir() and any(_resembles_persons(path) for path in files_of(folder))


def _resembles_persons(path: Path) -> bool:
    try:
        cells = _cells(path)
    except DeliveryRefused:
        return False
    layout = _closest(cells)
    return number_of(layout) == PERSONS and likeness(cells, layout) > 0


def extract_header(assignment: Assignment) -> Header:
    """Return the canonical layout that an extract's rows of a kind (default: residents) are told in."""
    kind = assignment.kind or "residents"
    layout = next(each for each in read_layouts() if (each.profile, each.kind) == (CANONICAL, kind))
    told = replace(layout, profile=read_record_layout().profile, are_states_told_back=kind == "changes")
    return Header(told, told.columns)


def extract_records(assignment: Assignment, code_maps: CodeMaps, bases: dict[str, date]) -> Iterator[Records]:
    """Yield the canonical records of an extract, slice by slice.

    Raises DeliveryRefused for a file that is no record type, records that cannot be read, an extract whose
    day nobody has said.
    """
    extract = read_extract(assignment, code_maps)
    first_row = 1
    for part in slices_of(extract):
        if assignment.kind == "changes":
            since = bases.get(extract.municipality_code, extract.extracted_at)
            told: Translated = changes_of(part, since=since, first_row=first_row)
        else:
            told = residents_of(part)
        first_row += told.rows.height
        none = pl.Series(ROW_NUMBER, [], dtype=pl.Int64)
        yield Records(told.rows, none, told.out_of_scope)


def read_extract(assignment: Assignment, code_maps: CodeMaps) -> Extract:
    """Return the records of a directory in canonical form. Raises DeliveryRefused."""
    municipality_code = municipality_of(assignment)
    records: dict[str, pl.DataFrame] = {}
    for path in files_of(assignment.path):
        found = RecordFile(path, _recognised(path))
        if found.number in records:
            raise DeliveryRefused(
                f"{assignment.file} holds {found.header.layout.kind} twice, again in {shown_name(path)}. "
                "Deliver one file per record type."
            )
        records[found.number] = _read_file(found, code_maps, municipality_code)
    return Extract(municipality_code, extracted_on(assignment), records)


def municipality_of(assignment: Assignment) -> str:
    """Return whose register an extract is: as said, or as its layout names it."""
    return assignment.municipality_code or read_record_layout().municipality_code


def extracted_on(assignment: Assignment) -> date:
    """Return the day of an extract (抽出日), as said or as the directory is named. Raises DeliveryRefused."""
    day = _day_said(assignment)
    if day is None:
        raise DeliveryRefused(
            f"{assignment.file} does not say when the register was read. "
            "Say it: --extracted-at 2026-03-31, or name the directory by the day."
        )
    if day > date.today():
        raise DeliveryRefused(
            f"{assignment.file}: {day} has not come yet. "
            "Say when the register was read: --extracted-at 2026-03-31."
        )
    return day


def _day_said(assignment: Assignment) -> date | None:
    if assignment.extracted_at:
        return date.fromisoformat(assignment.extracted_at)
    named = DAY_IN_NAME.search(assignment.file)
    try:
        return date.fromisoformat("-".join(named.groups())) if named else None
    except ValueError:
        return None


def _cells(path: Path) -> list[str]:
    """Return the header of a record's file. Raises DeliveryRefused if it cannot be read."""
    file = shown_name(path)
    with open_delivery(path) as (stream, _):
        line, _ = take_header_line(next(read_blocks(file, stream, block_bytes=SNIFF_BYTES)))
    refuse_forbidden(file, line)
    header = Block(line, 1, is_last=False)
    utf8 = as_utf8(file, header, record_layouts()[0].encoding)
    return numbered(split_header(utf8.content.decode("utf-8")))


def _closest(cells: list[str]) -> Layout:
    return max(record_layouts(), key=lambda each: likeness(cells, each))


def _recognised(path: Path) -> Header:
    """Return the record type of a file. Raises DeliveryRefused."""
    cells = _cells(path)
    layout = _closest(cells)
    known = layout.by_name()
    missing = [name for name in known if name in layout.mandatory_names() - set(cells)]
    strange = [str(place) for place, cell in enumerate(cells, 1) if cell not in known]
    if missing or strange:
        said = [f"missing: {', '.join(missing)}"] if missing else []
        said += [f"not of this record: column {', '.join(strange)}"] if strange else []
        raise DeliveryRefused(
            f"{shown_name(path)}, line 1: not the header of {layout.kind} ({'; '.join(said)}). "
            "Export it again with the record's items, or take the file out of the directory."
        )
    return Header(layout, tuple(known[cell] for cell in cells))


def _read_file(found: RecordFile, code_maps: CodeMaps, municipality_code: str) -> pl.DataFrame:
    """Return the rows of a file, their items in canonical form. Raises DeliveryRefused."""
    file, layout = shown_name(found.path), found.header.layout
    frames: list[pl.DataFrame] = []
    lexicons = notation_lexicons(layout)
    first_row = 1
    with open_delivery(found.path) as (stream, _):
        for number, block in enumerate(read_blocks(file, stream)):
            body = take_header_line(block)[1] if number == 0 else block
            records = decode_block(
                file, as_utf8(file, body, layout.encoding), found.header, first_row=first_row
            )
            _require_whole(file, records)
            first_row += records.received
            frames.append(_canonical(records, layout, code_maps, lexicons, municipality_code))
    return pl.concat(frames)


def _canonical(
    records: Records, layout: Layout, code_maps: CodeMaps, lexicons: Lexicons, municipality_code: str
) -> pl.DataFrame:
    of_place = pl.lit(municipality_code).alias("municipality_code")
    placed = replace(records, rows=records.rows.with_columns(of_place))
    return to_canonical(placed, layout, code_maps, lexicons).rows.drop("municipality_code")


def _require_whole(file: str, records: Records) -> None:
    if records.misshapen.len():
        raise DeliveryRefused(
            f"{file}, row {records.misshapen[0]}: a wrong number of fields. A record that cannot be read "
            "would change what is told of its person; mend it and deliver the directory again."
        )
