"""Rules of levels 2 and 3 of the government's rules for machine-readable data: what the values of a CSV file say.

Source and form of the findings: see `file_rules`. L2-05 (free answers) and L3-07 (the same layout every year) hold
by construction.
"""

from collections.abc import Iterable

import polars as pl

from exports.dictionary import CODES_FILE, COLUMNS_FILE
from exports.linted_file import BOM, NUMBER_TYPES, TIME_TYPES, CsvFile, Rule

PATTERN_OF_TYPE = {
    "integer": r"^-?(?:0|[1-9]\d*)$",
    "decimal": r"^-?(?:0|[1-9]\d*)\.\d{2}$",
    "date": r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$",
    "month": r"^\d{4}-(?:0[1-9]|1[0-2])$",
}


def numbers_are_numbers(file: CsvFile) -> list[str]:
    """Digits, a minus and a point only, or one of the signs that codes.csv explains."""
    return _typed(file, NUMBER_TYPES, "not a number", or_in=_listed(file, ["symbol"]))


def nothing_is_left_out(file: CsvFile) -> list[str]:
    """The first column and every time column are filled in every row, not only where they change."""
    columns = {*file.rows.columns[:1], *(meaning.column for meaning in file.columns_of(*TIME_TYPES))}
    return [
        finding
        for column in sorted(columns)
        for finding in file.lines_where(column, pl.col(column) == "", "left out")
    ]


def column_names_are_unique(file: CsvFile) -> list[str]:
    """No two columns share a name. (Read from the line itself: readers rename duplicates.)"""
    headers = file.lines.head(1).str.split(",").explode()
    return [] if headers.n_unique() == len(headers) else [f"{file.name}, line 1: two columns share a name"]


def choices_are_codes_of_their_list(file: CsvFile) -> list[str]:
    """A code is blank or one of its code list."""
    return [
        finding
        for meaning in file.columns_of("code")
        for finding in file.lines_where(
            meaning.column,
            ~pl.col(meaning.column).is_in(["", *_listed(file, meaning.code_systems)]),
            "a code that is not in its list",
        )
    ]


def header_first_then_data(file: CsvFile) -> list[str]:
    """Line 1 is the header: all words that columns.csv knows, nothing above it."""
    first = {header.strip('"') for header in file.lines.head(1).str.split(",").explode()}
    return [] if first <= set(file.meanings) else [f"{file.name}, line 1: not the header"]


def code_lists_are_enclosed(file: CsvFile) -> list[str]:
    """Every code list that a column of codes needs is in codes.csv, unless no row uses it."""
    enclosed = set(file.codes["code_system"])
    return [
        f"{file.name}, column {meaning.column}: its code list is not in {CODES_FILE}"
        for meaning in file.columns_of("code")
        if (file.rows[meaning.column] != "").any() and not enclosed.intersection(meaning.code_systems)
    ]


def signs_are_explained(file: CsvFile) -> list[str]:
    """The signs that stand for numbers are in codes.csv."""
    signs = {sign for meaning in file.columns_of(*NUMBER_TYPES) for sign in _signs(file.rows[meaning.column])}
    unknown = signs - set(_listed(file, ["symbol"]))
    return [f"{file.name}: a sign for numbers is not in {CODES_FILE}"] if unknown else []


def _signs(values: pl.Series) -> list[str]:
    return values.filter(~values.str.contains(r"\d") & (values != "")).unique().to_list()


def numbers_have_units(file: CsvFile) -> list[str]:
    """columns.csv gives a unit for every column of numbers."""
    return [
        f"{file.name}, column {meaning.column}: no unit in {COLUMNS_FILE}"
        for meaning in file.columns_of(*NUMBER_TYPES)
        if not meaning.unit
    ]


def times_are_written_one_way(file: CsvFile) -> list[str]:
    """Days as YYYY-MM-DD, months as YYYY-MM, of the western calendar."""
    return _typed(file, TIME_TYPES, "not a date in standard form")


def areas_have_standard_codes(file: CsvFile) -> list[str]:
    """A table of figures names its municipality by the national code."""
    areas = {"municipality_code"}
    has_area = any(areas.intersection(meaning.code_systems) for meaning in file.columns_of("code"))
    has_number = any(True for _ in file.columns_of(*NUMBER_TYPES))
    return [f"{file.name}: no column of municipality codes"] if has_number and not has_area else []


def definitions_and_encoding_are_given(file: CsvFile) -> list[str]:
    """UTF-8 with BOM, and a definition of every column in columns.csv."""
    undefined = [
        f"{file.name}, column {header}: no definition in {COLUMNS_FILE}"
        for header in file.rows.columns
        if header in file.meanings and not file.meanings[header].definition
    ]
    return undefined if file.content.startswith(BOM) else [*undefined, f"{file.name}: no BOM"]


def tidy_files_are_long(file: CsvFile) -> list[str]:
    """A tidy file has one measure, its last column. (Official tables keep their publisher's layout.)"""
    if not file.name.startswith("tidy/") or not (measures := [m.column for m in file.columns_of("integer")]):
        return []
    return [] if file.rows.columns[-1] in measures else [f"{file.name}: the last column is not the measure"]


def _typed(file: CsvFile, value_types: tuple[str, ...], says: str, or_in: Iterable[str] = ()) -> list[str]:
    return [
        finding
        for meaning in file.columns_of(*value_types)
        for finding in file.lines_where(
            meaning.column,
            ~pl.col(meaning.column).str.contains(PATTERN_OF_TYPE[meaning.value_type])
            & ~pl.col(meaning.column).is_in(["", *or_in]),
            says,
        )
    ]


def _listed(file: CsvFile, systems: Iterable[str]) -> list[str]:
    return file.codes.filter(pl.col("code_system").is_in(list(systems)))["code"].to_list()


RULES: dict[str, Rule] = {
    "L2-01": numbers_are_numbers,
    "L2-02": nothing_is_left_out,
    "L2-03": column_names_are_unique,
    "L2-04": choices_are_codes_of_their_list,
    "L3-01": header_first_then_data,
    "L3-02": code_lists_are_enclosed,
    "L3-03": signs_are_explained,
    "L3-04": numbers_have_units,
    "L3-05": times_are_written_one_way,
    "L3-06": areas_have_standard_codes,
    "L3-08": definitions_and_encoding_are_given,
    "L3-09": tidy_files_are_long,
}
"""Every rule of this file by its id in the source."""
