"""Looks for byte strings in files as they lie there and in everything that can be decoded from them."""

import gzip
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow.feather
import pyarrow.parquet
from pypdf import PdfReader

View = tuple[str, bytes]
"""How a content was read, and the content."""


def traces_under(folders: Iterable[Path], traces: dict[bytes, str]) -> list[str]:
    """Return one sentence for each trace found in a file, a decoded content or a file name."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            views = [("name", str(path.relative_to(folder)).encode())]
            if path.is_file() and not path.is_symlink():
                views += views_of(path.read_bytes(), path)
            found += [f"{path} ({how}): {form}" for how, form in traces_in(views, traces)]
    return found


def traces_in(views: Iterable[View], traces: dict[bytes, str]) -> list[tuple[str, str]]:
    """Return (how it was read, form) of every trace found."""
    return [(how, form) for how, content in views for trace, form in traces.items() if trace in content]


def views_of(content: bytes, path: Path | None = None) -> list[View]:
    """Return a content as it is and decoded, down to members of archives; databases need their path."""
    return [("bytes", content), *decoded(content, path)]


def decoded(content: bytes, path: Path | None) -> Iterator[View]:
    if content[:2] == b"\x1f\x8b":
        yield from views_of(gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        yield from zip_members(content)
    elif content[:4] == b"PAR1":
        yield from parquet_values(content)
    elif content[:6] == b"ARROW1":
        table = pyarrow.feather.read_table(io.BytesIO(content))
        yield from column_values("arrow", table)
    elif content[:5] == b"%PDF-":
        yield from pdf_texts(content)
    elif content[8:12] == b"DUCK" and path:
        yield from duckdb_values(path)
    elif content[:15] == b"SQLite format 3" and path:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            yield "sqlite", "\n".join(connection.iterdump()).encode()


def zip_members(content: bytes) -> Iterator[View]:
    """Yield names and contents; a workbook (xlsx) is such an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            yield "member name", member.encode()
            yield from views_of(archive.read(member))


def parquet_values(content: bytes) -> Iterator[View]:
    """Yield all values, whatever their compression and encoding, and the metadata of the file."""
    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    yield "parquet metadata", repr((file.metadata.metadata, file.schema_arrow.metadata)).encode()
    yield from column_values("parquet", file.read())


def column_values(how: str, table: pyarrow.Table) -> Iterator[View]:
    for column in table.itercolumns():
        yield f"{how} values", joined(column.to_pylist())


def joined(values: Iterable[object]) -> bytes:
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def duckdb_values(path: Path) -> Iterator[View]:
    """Yield every row of every table, and the definitions of all tables and views."""
    with duckdb.connect(str(path), read_only=True) as connection:
        definitions = connection.execute(
            "select sql from duckdb_tables() union all select sql from duckdb_views()"
        )
        yield "duckdb definitions", joined(definitions.fetchall())
        tables = connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
        ).fetchall()
        for names in tables:
            table = ".".join(f'"{name}"' for name in names)
            yield "duckdb values", joined(connection.execute(f"select * from {table}").fetchall())


def pdf_texts(content: bytes) -> Iterator[View]:
    """Yield the text of every page and every stream unpacked."""
    document = PdfReader(io.BytesIO(content))
    yield "pdf text", "\n".join(page.extract_text() for page in document.pages).encode()
    yield "pdf metadata", repr(dict(document.metadata or {})).encode()
    for reference in document.xref[0]:
        item = document.get_object(reference)
        if hasattr(item, "get_data"):
            yield "pdf stream", item.get_data()
