"""The one form of every CSV: header in row 1, all fields double-quoted, UTF-8 with BOM, CRLF (03-tables 3.2)."""

from pathlib import Path

from exports.disclosure import ReleasedTable


def write_csv(folder: Path, table: ReleasedTable) -> Path:
    """Write `table` under `folder` and return its path."""
    path = folder / table.file
    path.parent.mkdir(parents=True, exist_ok=True)
    table.rows.write_csv(path, include_bom=True, quote_style="always", line_terminator="\r\n", null_value="")
    return path
