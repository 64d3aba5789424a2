"""A written CSV as the rules of machine readability see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from exports.dictionary import ColumnMeaning

BOM = b"\xef\xbb\xbf"
LINE_END = "\r\n"
NUMBER_TYPES = ("integer", "decimal")
TIME_TYPES = ("date", "month")


@dataclass(frozen=True)
class CsvFile:
    """A written CSV: its bytes, its lines, its rows as text, and what its columns and codes mean."""

    name: str
    content: bytes
    lines: pl.Series
    rows: pl.DataFrame
    meanings: Mapping[str, ColumnMeaning]
    codes: pl.DataFrame
    """code_system, code"""

    def columns_of(self, *value_types: str) -> Iterator[ColumnMeaning]:
        """Yield the columns whose values are of one of these types."""
        known = (self.meanings[header] for header in self.rows.columns if header in self.meanings)
        return (meaning for meaning in known if meaning.value_type in value_types)

    def lines_where(self, column: str, condition: pl.Expr, says: str) -> list[str]:
        """Return one sentence for the lines whose value of `column` meets `condition`, none if there is none."""
        numbers = self.rows.select(pl.arg_where(condition)).to_series()
        if numbers.is_empty():
            return []
        return [f"{self.name}, line {numbers[0] + 2}, column {column}: {says} ({len(numbers)} lines)"]


Rule = Callable[[CsvFile], Iterable[str]]
"""Takes a file and returns a sentence for each way it breaks the rule."""


def read_text(path: Path) -> pl.DataFrame:
    """Return a CSV as text, blanks as ''."""
    return pl.read_csv(path, infer_schema=False).fill_null("")


def read_csv_file(
    path: Path, *, folder: Path, meanings: Mapping[str, ColumnMeaning], codes: pl.DataFrame
) -> CsvFile:
    """Return a file as the rules see it. A file that is no table at all has no rows."""
    content = path.read_bytes()
    lines = pl.Series(content.removeprefix(BOM).decode("utf-8", "replace").split(LINE_END), dtype=pl.String)
    try:
        rows = read_text(path)
    except pl.exceptions.PolarsError:
        rows = pl.DataFrame()
    return CsvFile(path.relative_to(folder).as_posix(), content, lines, rows, meanings, codes)
