"""Rules of level 1 of the government's rules for machine-readable data: how a CSV file is written.

Source: 行政データにおける機械可読性に関するルール (2026-03-31, ids L1-01 to L3-09), which carries on
統計表における機械判読可能なデータの表記方法の統一ルール (総務省). Each rule returns sentences that name file, line and
column, never a value. Rules about workbooks (L1-10 to L1-13, L2-06) are met by how `workbook` writes and are
tested there; L1-01 (file type) and L1-04 (notes beside the table) hold by construction.
"""

import polars as pl

from exports.linted_file import NUMBER_TYPES, TIME_TYPES, CsvFile, Rule

QUOTED_LINE = r'^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$'
LAYOUT_SPACE = r"^[\s　]|[\s　]$|[\s　]{2}|\t"
SEPARATOR = r"[,;、；／/\s　]"


def one_table_per_file(file: CsvFile) -> list[str]:
    """Every record has as many fields as the header: a second table would show."""
    return [] if file.rows.width else [f"{file.name}: the records do not have one number of fields"]


def no_blank_rows_or_columns(file: CsvFile) -> list[str]:
    """No line is empty, the last one ends with a line end and nothing follows it."""
    blank = (file.lines.head(-1).str.replace_all('[",]', "") == "").arg_true()
    found = [f"{file.name}, line {number + 1}: blank" for number in blank.head(1)]
    return found if file.lines.tail(1).to_list() == [""] else [*found, f"{file.name}: no line end at the end"]


def every_column_has_a_known_name(file: CsvFile) -> list[str]:
    """Every header is one that columns.csv explains."""
    return [
        f"{file.name}, line 1: column {number} has no known name"
        for number, header in enumerate(file.rows.columns, start=1)
        if header not in file.meanings
    ]


def no_layout_by_spaces(file: CsvFile) -> list[str]:
    """No blanks, full-width ones included, before, after or doubled inside a value."""
    return _everywhere(file, LAYOUT_SPACE, "spaces for layout")


def one_datum_per_field(file: CsvFile) -> list[str]:
    """Codes, dates and numbers stand alone in their field."""
    return [
        finding
        for meaning in file.columns_of("code", *NUMBER_TYPES, *TIME_TYPES)
        for finding in file.lines_where(
            meaning.column, pl.col(meaning.column).str.contains(SEPARATOR), "more than one datum"
        )
    ]


def no_platform_dependent_characters(file: CsvFile) -> list[str]:
    """Only JIS X 0208 and ASCII; proper names may need more, and names are the only open text here."""
    names = {meaning.column for meaning in file.columns_of("name")}
    return [
        f"{file.name}, column {column}: a platform-dependent character"
        for column in file.rows.columns
        if not all(_is_portable(text) for text in (column, *_texts(file, column, besides=names)))
    ]


def _texts(file: CsvFile, column: str, *, besides: set[str]) -> list[str]:
    return [] if column in besides else file.rows[column].unique().to_list()


def _is_portable(text: str) -> bool:
    """Say whether CP932 writes `text` without NEC's and IBM's own rows and without half-width kana."""
    try:
        written = [character.encode("cp932") for character in text]
    except UnicodeEncodeError:
        return False
    return not any(code[0] == 0x87 or code[0] >= 0xED or 0xA1 <= code[0] <= 0xDF for code in written)


def blank_is_not_zero(file: CsvFile) -> list[str]:
    """A number is never blank: zero is 0, and what cannot be said has its sign."""
    return [
        finding
        for meaning in file.columns_of(*NUMBER_TYPES)
        for finding in file.lines_where(meaning.column, pl.col(meaning.column) == "", "blank")
    ]


def one_record_per_line(file: CsvFile) -> list[str]:
    """No line break inside a field: there are as many lines as records."""
    return (
        [] if len(file.lines) == len(file.rows) + 2 else [f"{file.name}: a record takes more than one line"]
    )


def every_field_is_quoted(file: CsvFile) -> list[str]:
    """Every field stands in double quotes, so that no comma can be mistaken."""
    bare = (~file.lines.head(-1).str.contains(QUOTED_LINE)).arg_true()
    return [f"{file.name}, line {number + 1}: a field without quotes" for number in bare.head(1)]


def _everywhere(file: CsvFile, pattern: str, says: str) -> list[str]:
    return [
        finding
        for column in file.rows.columns
        for finding in file.lines_where(column, pl.col(column).str.contains(pattern), says)
    ]


RULES: dict[str, Rule] = {
    "L1-02": one_table_per_file,
    "L1-03": no_blank_rows_or_columns,
    "L1-05": every_column_has_a_known_name,
    "L1-06": no_layout_by_spaces,
    "L1-07": one_datum_per_field,
    "L1-08": no_platform_dependent_characters,
    "L1-09": blank_is_not_zero,
    "L1-14": one_record_per_line,
    "L1-15": every_field_is_quoted,
}
"""Every rule of this file by its id in the source."""
