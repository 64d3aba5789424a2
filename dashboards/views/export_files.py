"""The files of a month's set: what each is, its checksum, and the buttons that hand them out."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath

import streamlit as st

from dashboards.page import Page, show_heading, show_rows
from dashboards.tables import TEXT, Column, Table
from dashboards.visits import Visit
from exports.exported_set import ExportedSet, archive_of, content_of, is_unchanged, size_of
from exports.manifest import ExportedFile

OFFICIAL = "official"
CODES_AND_DATES = re.compile(r"_?\b\d+_|_\d+(?=_|$)")
"""What tells files of one kind apart in their names."""


def show_files(page: Page, exported: ExportedSet, visit: Visit) -> None:
    """Draw the whole set as one ZIP, then the files by folder; a changed one is named and not handed out."""
    files = exported.manifest.files
    changed = [file for file in files if not is_unchanged(exported, file)]
    if changed:
        names = page.words("list_separator").join(file.file for file in changed)
        st.warning(page.words("changed", files=names))
    else:
        st.download_button(
            page.words("download_zip"),
            lambda: visit.hand_out(archive_of(exported), rows=sum(file.rows for file in files)),
            file_name=f"official_set_{exported.manifest.month}.zip",
            mime="application/zip",
            type="primary",
            on_click="ignore",
            key="zip_set",
        )
    folders = {folder_of(file) for file in files}
    for folder in sorted(folders, key=lambda one: (one != OFFICIAL, one)):
        inside = [file for file in files if folder_of(file) == folder]
        show_heading(page, folder_title(page, folder))
        show_rows(page, files_table(page, exported, folder, inside))
        show_buttons(exported, [file for file in inside if file not in changed], visit)


def folder_of(file: ExportedFile) -> str:
    return file.file.partition("/")[0]


def folder_title(page: Page, folder: str) -> str:
    return page.words.texts.get(f"folder_{folder}", folder)


def files_table(page: Page, exported: ExportedSet, folder: str, files: Sequence[ExportedFile]) -> Table:
    """Return the files of a folder, one a row."""
    words = page.words
    columns = [
        Column("file", words("file"), holds=TEXT),
        Column("meaning", words("meaning"), holds=TEXT),
        Column("rows", words("rows"), words("rows_unit")),
        Column("size", words("size"), words("size_unit")),
        Column("sha256", words("sha256"), holds=TEXT),
    ]
    rows = [
        (name_of(file), meaning(page, file), file.rows, size_of(exported, file), file.sha256)
        for file in files
    ]
    caption = words("files_table", folder=folder_title(page, folder))
    return Table(f"files_{folder}", caption, columns, rows)


def name_of(file: ExportedFile) -> str:
    return PurePosixPath(file.file).name


def meaning(page: Page, file: ExportedFile) -> str:
    """Return what a file is in words."""
    kind = CODES_AND_DATES.sub("", PurePosixPath(file.file).stem)
    return page.words.texts.get(f"file_{kind}", page.words("file_other"))


def hand_out(exported: ExportedSet, file: ExportedFile, visit: Visit) -> bytes:
    """Return a file as it was written, once that is logged. Raises CheckFailed, and as `Visit.hand_out`."""
    return visit.hand_out(content_of(exported, file), rows=file.rows)


def show_buttons(exported: ExportedSet, files: Sequence[ExportedFile], visit: Visit) -> None:
    """Draw a button for each file; its checksum is looked at again, and logged, when it is asked for."""
    if not files:
        return
    with st.container(horizontal=True, key=f"files_{folder_of(files[0])}"):
        for file in files:
            st.download_button(
                name_of(file),
                partial(hand_out, exported, file, visit),
                file_name=name_of(file),
                mime="application/octet-stream",
                on_click="ignore",
                key=f"file_{file.file}",
            )
