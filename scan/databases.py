"""DuckDB files: every column of every table and view, definitions, and bytes that no table owns any more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from scan.check_digits import has_passing
from scan.containers import BATCH_ROWS, Piece, column_pieces, text_piece
from scan.digits import candidates_in_text
from scan.packed_codes import Codes, quoted, read_codes, without_packed_codes
from scan.texts import text_pieces

MARK, MARK_PLACE = b"DUCK", 8
SETTINGS: dict[str, Any] = {
    "temp_directory": "",
    "max_temp_directory_size": "0KB",
    "memory_limit": "1GB",
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""Nothing is spilled: what is read here could hold a number."""


def is_database(path: Path) -> bool:
    """Return whether a file is one of DuckDB's."""
    with path.open("rb") as stream:
        return stream.read(MARK_PLACE + len(MARK))[MARK_PLACE:] == MARK


def database_pieces(path: Path) -> Iterator[Piece]:
    """Yield all that a DuckDB file and the log beside it hold. Raises duckdb.Error if it cannot be opened."""
    with duckdb.connect(str(path), read_only=True, config=SETTINGS) as connection:
        yield from _definitions(connection)
        for kind in ("table", "view"):
            for schema, name in _relations(connection, kind):
                yield from _columns(connection, schema, name, is_view=kind == "view")
        yield from _raw_bytes(connection, path)


def _definitions(connection: duckdb.DuckDBPyConnection) -> Iterator[Piece]:
    for kind in ("tables", "views", "columns"):
        text = "concat_ws(' ', column_name, comment)" if kind == "columns" else "concat_ws(' ', sql, comment)"
        rows = connection.sql(f"select {text} from duckdb_{kind}() where not internal").fetchall()
        yield text_piece(f"definitions of {kind}", "\n".join(row[0] for row in rows))


def _relations(connection: duckdb.DuckDBPyConnection, kind: str) -> list[tuple[str, str]]:
    """Return schema and name of every table, or of every view."""
    return connection.sql(
        f"select schema_name, {kind}_name from duckdb_{kind}s() where not internal order by all"
    ).fetchall()


def _columns(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, *, is_view: bool
) -> Iterator[Piece]:
    """Yield the columns of a table or view.

    A view that fails shows nothing to anyone; its definition has been read, and so has what it stands on.
    """
    place = f"{schema}.{name}, "
    try:
        batches = connection.sql(f"from {quoted(schema)}.{quoted(name)}").to_arrow_reader(BATCH_ROWS)
        yield from column_pieces(iter(batches), within=place)
    except duckdb.Error:
        if not is_view:
            raise


def _raw_bytes(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[Piece]:
    """Yield what the file itself holds, freed blocks too, but for codes that merely lie side by side."""
    codes: list[Codes] | None = None
    with path.open("rb") as stream:
        for content in text_pieces(stream):
            found = candidates_in_text(content)
            if codes is None and has_passing(found):
                codes = read_codes(connection)
            yield Piece("raw bytes", without_packed_codes(found, codes or []))
