"""Rows as text and files: exactly what was computed, in the form of every other CSV (03-tables 3.2)."""

import io
import json
import unicodedata
from collections.abc import Callable

import polars as pl

WIDE = "WFA"
"""East Asian widths that take two columns of a terminal."""


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as CSV: header first, UTF-8 with BOM, CRLF, all quoted, blank = no value."""
    text = rows.write_csv(include_bom=True, quote_style="always", line_terminator="\r\n", null_value="")
    return text.encode()


def parquet_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as Parquet, types as the engine gave them."""
    stream = io.BytesIO()
    rows.write_parquet(stream, compression="zstd")
    return stream.getvalue()


def json_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as a JSON list of objects; dates as ISO text, decimals as numbers."""
    return rows.write_json().encode()


def report_json(rows: pl.DataFrame, *, version: str, is_cut: bool) -> bytes:
    """Return an answer as JSON: of which version, whether rows were cut, column names, rows as lists."""
    objects = json.loads(json_bytes(rows))
    report = {
        "version": version,
        "is_cut": is_cut,
        "columns": rows.columns,
        "rows": [list(row.values()) for row in objects],
    }
    return json.dumps(report, ensure_ascii=False).encode() + b"\n"


def text_table(rows: pl.DataFrame) -> str:
    """Return the rows aligned for a terminal: numbers to the right; Japanese letters take two columns."""
    aligned = [_aligned(_texts(column), column.dtype.is_numeric()) for column in rows]
    return "\n".join("  ".join(line).rstrip() for line in zip(*aligned, strict=True))


def _texts(column: pl.Series) -> list[str]:
    return [column.name, *("" if value is None else str(value) for value in column)]


def _aligned(texts: list[str], to_the_right: bool) -> list[str]:
    width = max(map(_width, texts))
    padded = [(text, " " * (width - _width(text))) for text in texts]
    return [pad + text if to_the_right else text + pad for text, pad in padded]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in WIDE else 1 for letter in text)


WRITERS: dict[str, Callable[[pl.DataFrame], bytes]] = {
    "csv": csv_bytes,
    "parquet": parquet_bytes,
    "json": json_bytes,
}
